import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import fs from '#fs'
import path from '#path'
import process from '#process'
import type { ChatError, ChatErrorCode } from '../../../shared/base/errors.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { openIdentity, type KeyPair } from '../../../shared/identity/keypair.ts'
import { failCall, replaceCall } from '../../helpers/file-system.ts'
import { Program } from '../../helpers/program.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const HOLDER = 'test/helpers/identity-holder.js'
const KEY_LINE = /^([0-9a-f]{64})\n/
const isWindows = path.sep === '\\'
const isLinux = process.platform === 'linux'

test('a key pair is made once and stays the same', async (t) => {
  const folder = path.join(await t.tmp(), 'host', 'default')
  const made = open(folder)
  const file = keyFileOf(folder)
  const bytes = fs.readFileSync(file)
  t.alike(open(folder), made)
  t.alike(open(folder), made)
  t.alike(fs.readFileSync(file), bytes)
  t.is(made.publicKey.length, 32)
  t.is(b4a.toString(bytes), `${b4a.toString(made.secretKey, 'hex')}\n`)
})

test('opening tells whether the key pair is new', async (t) => {
  const folder = path.join(await t.tmp(), 'host', 'default')
  const made: string[] = []
  const onMade = (where: string): void => void made.push(where)
  for (let start = 0; start < 2; start++) {
    openIdentity({ folder, name: 'default', lock: false, onMade })
  }
  t.alike(made, [folder])
})

test('each folder holds its own key pair', async (t) => {
  const storage = await t.tmp()
  const [one, two] = ['one', 'two'].map((name) => open(path.join(storage, name)))
  t.absent(b4a.equals(one?.publicKey ?? b4a.alloc(0), two?.publicKey ?? b4a.alloc(0)))
})

test('only the owner can read a key file and its folder', { skip: isWindows }, async (t) => {
  const folder = path.join(await t.tmp(), 'host', 'default')
  openIdentity({ folder, name: 'default', lock: true })
  t.is(modeOf(folder), '700')
  t.is(modeOf(path.dirname(folder)), '700')
  t.is(modeOf(keyFileOf(folder)), '600')
  t.is(modeOf(path.join(folder, 'lock')), '600')
})

test('nothing but the key file and the lock is left', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  open(folder)
  t.alike(fs.readdirSync(folder), ['secret-key'])
  openIdentity({ folder, name: 'default', lock: true })
  t.alike(fs.readdirSync(folder).sort(), ['lock', 'secret-key'])
})

test('a key file is read with or without white space around it', async (t) => {
  const folder = await t.tmp()
  const { secretKey } = HyperDHT.keyPair()
  const digits = b4a.toString(secretKey, 'hex')
  for (const text of [digits, `${digits}\n`, `${digits}\r\n`, `\n ${digits} \n\n`]) {
    writeKeyFile(folder, text)
    t.alike(open(folder).secretKey, secretKey, JSON.stringify(text.replace(digits, '…')))
  }
})

test('without a folder each key pair is new and nothing is written', async (t) => {
  const before = fs.readdirSync('.')
  const keys = [false, false, true].map((lock) => {
    return openIdentity({ folder: null, name: 'default', lock })
  })
  t.is(new Set(keys.map(({ publicKey }) => keyOf(publicKey))).size, 3)
  t.alike(fs.readdirSync('.'), before)
})

const SECRET = b4a.toString(HyperDHT.keyPair(b4a.alloc(32, 1)).secretKey, 'hex')
const OTHER_SECRET = b4a.toString(HyperDHT.keyPair(b4a.alloc(32, 2)).secretKey, 'hex')

const DAMAGES: [name: string, text: string | Uint8Array, reason: string][] = [
  ['empty', '', '128 hex digits'],
  ['only white space', '\n', '128 hex digits'],
  ['cut in half', SECRET.slice(0, 64), '128 hex digits'],
  ['one digit short', `${SECRET.slice(0, -1)}\n`, '128 hex digits'],
  ['one digit too long', `${SECRET}0\n`, '128 hex digits'],
  ['written twice', `${SECRET}\n${SECRET}\n`, '128 hex digits'],
  ['of another letter', `${SECRET.slice(0, -1)}g\n`, '128 hex digits'],
  ['all zero bytes', b4a.alloc(129), '128 hex digits'],
  ['random bytes', b4a.alloc(128, 0xff), '128 hex digits'],
  ['of one wrong digit in its seed', flip(SECRET, 0), 'do not belong together'],
  ['of one wrong digit in its public key', flip(SECRET, 127), 'do not belong together'],
  ['of two halves', SECRET.slice(0, 64) + OTHER_SECRET.slice(64), 'do not belong together']
]

for (const [name, text, reason] of DAMAGES) {
  test(`a damaged key file is refused and kept as it is: ${name}`, async (t) => {
    const folder = await t.tmp()
    writeKeyFile(folder, text)
    const refusal = refusedUnchanged(t, folder, 'IDENTITY_DAMAGED')
    t.ok(refusal?.message.includes(reason), refusal?.message)
    t.ok(refusal?.message.includes(keyFileOf(folder)))
    t.absent(refusal?.message.includes(SECRET.slice(0, 16)), 'its digits are shown to nobody')
  })
}

for (const mode of [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o777]) {
  const octal = `0${mode.toString(8)}`
  test(`a key file of mode ${octal} is refused and kept`, { skip: isWindows }, async (t) => {
    const folder = await t.tmp()
    writeKeyFile(folder, `${SECRET}\n`, mode)
    const refusal = refusedUnchanged(t, folder, 'IDENTITY_EXPOSED')
    t.ok(refusal?.message.includes(`(mode ${octal})`), refusal?.message)
    t.ok(refusal?.message.includes(`chmod 600 ${keyFileOf(folder)}`))
    t.is(modeOf(keyFileOf(folder)), mode.toString(8))
  })
}

test(
  'an exposed key file is accepted again once its mode is fixed',
  { skip: isWindows },
  async (t) => {
    const folder = await t.tmp()
    writeKeyFile(folder, `${SECRET}\n`, 0o644)
    t.is(refusalOf(() => open(folder))?.code, 'IDENTITY_EXPOSED')
    fs.chmodSync(keyFileOf(folder), 0o600)
    t.is(b4a.toString(open(folder).secretKey, 'hex'), SECRET)
    fs.chmodSync(keyFileOf(folder), 0o400)
    t.is(b4a.toString(open(folder).secretKey, 'hex'), SECRET)
  }
)

test('a folder in place of the key file cannot be read, and stays', async (t) => {
  const folder = await t.tmp()
  fs.mkdirSync(keyFileOf(folder))
  const refusal = refusalOf(() => open(folder))
  t.is(refusal?.code, 'STORAGE_UNREADABLE')
  t.is(refusal?.message, `Cannot read ${keyFileOf(folder)}: it is a folder`)
  t.alike(fs.readdirSync(folder), ['secret-key'])
  t.alike(fs.readdirSync(keyFileOf(folder)), [])
})

test('a file in place of the folder cannot be written to, and stays', async (t) => {
  const storage = await t.tmp()
  const file = path.join(storage, 'host')
  fs.writeFileSync(file, 'precious')

  const below = refusalOf(() => open(path.join(file, 'default')))
  t.is(below?.code, 'STORAGE_UNWRITABLE')
  t.ok(below?.message.includes('part of the path is not a folder'), below?.message)

  const itself = refusalOf(() => open(file))
  t.is(itself?.code, 'STORAGE_UNWRITABLE')
  t.is(fs.readFileSync(file, 'utf8'), 'precious')
  t.alike(fs.readdirSync(storage), ['host'])
})

test('a full file system cannot be written to', { skip: !isLinux }, (t) => {
  for (const folder of ['/sys/hyperdht-chat', '/sys/hyperdht-chat/default']) {
    const refusal = refusalOf(() => open(folder))
    t.is(refusal?.code, 'STORAGE_UNWRITABLE')
    t.ok(refusal?.message.includes(folder), refusal?.message)
    t.ok(refusal?.message.includes('--ephemeral'))
  }
})

test('a folder that exists but accepts no files cannot be written to', { skip: !isLinux }, (t) => {
  for (const lock of [true, false]) {
    const refusal = refusalOf(() => openIdentity({ folder: '/sys', name: 'default', lock }))
    t.is(refusal?.code, 'STORAGE_UNWRITABLE')
  }
})

test('a dangling link as the folder cannot be written to', { skip: isWindows }, async (t) => {
  const storage = await t.tmp()
  const link = path.join(storage, 'link')
  fs.symlinkSync(path.join(storage, 'gone'), link)
  t.is(refusalOf(() => open(path.join(link, 'default')))?.code, 'STORAGE_UNWRITABLE')
  t.alike(fs.readdirSync(storage), ['link'])
})

test('a folder in place of the lock cannot be written to', async (t) => {
  const folder = await t.tmp()
  fs.mkdirSync(path.join(folder, 'lock'))
  const refusal = refusalOf(() => openIdentity({ folder, name: 'default', lock: true }))
  t.is(refusal?.code, 'STORAGE_UNWRITABLE')
  t.alike(fs.readdirSync(folder), ['lock'])
})

test('a key pair that cannot be saved is not used', { skip: isWindows }, async (t) => {
  const folder = await t.tmp()
  fs.symlinkSync(path.join(folder, 'gone'), keyFileOf(folder))
  const refusal = refusalOf(() => open(folder))
  t.ok(refusal?.code.startsWith('STORAGE_'), 'a link to nowhere in place of the key file')
  t.alike(fs.readdirSync(folder), ['secret-key'])
})

test('an identity hosted by another process is in use until that process ends', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  const holder = new Program(t, [HOLDER, folder])
  const [, held] = await holder.printed(KEY_LINE)

  const refusal = refusalOf(() => openIdentity({ folder, name: 'anna', lock: true }))
  t.is(refusal?.code, 'IDENTITY_IN_USE')
  t.ok(refusal?.message.includes('"anna"'), refusal?.message)
  t.is(keyOf(open(folder).publicKey), held, 'without the lock it opens')

  holder.end()
  t.is(await holder.exited, 0)
  const { publicKey } = openIdentity({ folder, name: 'anna', lock: true })
  t.is(keyOf(publicKey), held)
})

test('an identity whose host was killed is free', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  const holder = new Program(t, [HOLDER, folder])
  const [, held] = await holder.printed(KEY_LINE)
  holder.kill('SIGKILL')
  await holder.exited
  const { publicKey } = openIdentity({ folder, name: 'default', lock: true })
  t.is(keyOf(publicKey), held)
})

test('an identity that another process only reads is free', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  const reader = new Program(t, [HOLDER, folder, '--no-lock'])
  await reader.printed(KEY_LINE)
  t.is(
    refusalOf(() => openIdentity({ folder, name: 'default', lock: true })),
    null
  )
})

test('an identity is in use even for the process that hosts it', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  openIdentity({ folder, name: 'default', lock: true })
  const refusal = refusalOf(() => openIdentity({ folder, name: 'default', lock: true }))
  t.is(refusal?.code, 'IDENTITY_IN_USE')
})

test('a refused identity is left unchanged', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  openIdentity({ folder, name: 'default', lock: true })
  const bytes = fs.readFileSync(keyFileOf(folder))
  refusalOf(() => openIdentity({ folder, name: 'default', lock: true }))
  t.alike(fs.readFileSync(keyFileOf(folder)), bytes)
  t.alike(fs.readdirSync(folder).sort(), ['lock', 'secret-key'])
})

test('of two first starts at once, the later one uses the key of the earlier', async (t) => {
  const folder = await t.tmp()
  const link = fs.linkSync
  replaceCall(t, 'linkSync', (from: string, to: string) => {
    writeKeyFile(folder, `${SECRET}\n`)
    link(from, to)
  })
  t.is(b4a.toString(open(folder).secretKey, 'hex'), SECRET)
  t.is(fs.readFileSync(keyFileOf(folder), 'utf8'), `${SECRET}\n`)
  t.alike(fs.readdirSync(folder), ['secret-key'])
})

test('a key file that another process is creating is waited for', async (t) => {
  const folder = await t.tmp()
  writeKeyFile(folder, '')
  const openSync = fs.openSync
  let count = 0
  replaceCall(t, 'openSync', (file: string, flags: string) => {
    if (file === keyFileOf(folder) && ++count === 3) writeKeyFile(folder, `${SECRET}\n`)
    return openSync(file, flags)
  })
  t.is(b4a.toString(open(folder).secretKey, 'hex'), SECRET)
})

test('without hard links, too, one key wins among first starts', async (t) => {
  const folder = await t.tmp()
  failCall(t, 'linkSync', 'EPERM')
  const rename = fs.renameSync
  replaceCall(t, 'renameSync', (from: string, to: string) => {
    t.is(fs.statSync(to).size, 0, 'its name is taken before it is there')
    rename(from, to)
  })
  const made = open(folder)
  t.alike(open(folder), made)
  t.alike(fs.readdirSync(folder), ['secret-key'])
})

test('temporary files of a killed process are swept by the next one', async (t) => {
  const folder = await t.tmp()
  fs.writeFileSync(path.join(folder, 'secret-key.0a1b2c3d.tmp'), SECRET)
  open(folder)
  t.alike(fs.readdirSync(folder), ['secret-key'])
})

test('a key file that cannot be written whole is not created', async (t) => {
  const folder = await t.tmp()
  for (const step of ['writeSync', 'fsyncSync', 'linkSync'] as const) {
    const undo = failCall(t, step, 'ENOSPC')
    const refusal = refusalOf(() => open(folder))
    t.is(refusal?.code, 'STORAGE_UNWRITABLE', step)
    t.ok(refusal?.message.includes(`${keyFileOf(folder)}: the disk is full`), refusal?.message)
    t.alike(fs.readdirSync(folder), [])
    undo()
  }
  t.is(open(folder).publicKey.length, 32)
})

test('of several first starts at once, one key pair wins', async (t) => {
  const folder = path.join(await t.tmp(), 'default')
  const starts = Array.from({ length: 6 }, () => new Program(t, [HOLDER, folder, '--no-lock']))
  const lines = await Promise.all(starts.map((start) => start.printed(KEY_LINE)))
  const keys = new Set(lines.map(([, key]) => key))
  t.is(keys.size, 1)
  t.ok(keys.has(keyOf(open(folder).publicKey)))
  t.alike(fs.readdirSync(folder), ['secret-key'])
})

function open(folder: string): KeyPair {
  return openIdentity({ folder, name: 'default', lock: false })
}

function keyFileOf(folder: string): string {
  return path.join(folder, 'secret-key')
}

function writeKeyFile(folder: string, text: string | Uint8Array, mode = 0o600): void {
  fs.writeFileSync(keyFileOf(folder), text)
  // Not when it is made: the umask would take from it.
  fs.chmodSync(keyFileOf(folder), mode)
}

function modeOf(file: string): string {
  return (fs.statSync(file).mode & 0o777).toString(8)
}

/** Opens the identity in `folder`, which must fail with `code` and leave the folder unchanged. */
function refusedUnchanged(t: Assertions, folder: string, code: ChatErrorCode): ChatError | null {
  const before = fs.readFileSync(keyFileOf(folder))
  const refusal = refusalOf(() => open(folder))
  t.is(refusal?.code, code)
  t.alike(fs.readFileSync(keyFileOf(folder)), before)
  t.alike(fs.readdirSync(folder), ['secret-key'])
  return refusal
}

/** `digits` with one bit flipped. */
function flip(digits: string, index: number): string {
  const digit = (parseInt(digits.charAt(index), 16) ^ 1).toString(16)
  return digits.slice(0, index) + digit + digits.slice(index + 1)
}
