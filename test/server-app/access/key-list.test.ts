import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { bytesOf, keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { z32 } from '../../../shared/base/packages.ts'
import { KeyList } from '../../../server-app/access/key-list.ts'
import { failCall, replaceCall } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const isWindows = path.sep === '\\'
const MANY = 100_000

test('additions and removals are saved, and loaded by a later list', async (t) => {
  const { file, list } = await newList(t)
  const [anna, ben, cleo] = [newKey(), newKey(), newKey()]
  t.is(list.add(anna, 'anna'), true)
  t.is(list.add(ben, ''), true)
  t.is(list.add(cleo, 'cleo\nfrom work'), true)
  t.is(list.add(anna, 'anna again'), false)
  t.is(list.remove(ben), true)
  t.is(list.remove(ben), false)
  t.is(fs.readFileSync(file, 'utf8'), `${anna} anna\n${cleo} cleofrom work\n`)
  const again = new KeyList(file)
  t.alike(
    [anna, ben, cleo].map((key) => again.has(key)),
    [true, false, true]
  )
  t.alike(fs.readdirSync(path.dirname(file)), ['list'])
})

test('a key is read in every form a person may write it', async (t) => {
  const { file, list } = await newList(t)
  const keys = Array.from({ length: 14 }, newKey)
  const text = [
    `\ufeff${keys[0]} after a mark of Windows\r`,
    `${keys[1]?.toUpperCase()}`,
    `  \t${keys[2]}\tafter a tab`,
    z32.encode(bytesOf(keys[3] ?? newKey())),
    `${z32.encode(bytesOf(keys[4] ?? newKey())).toUpperCase()} loud\r`,
    `"${keys[5]}"`,
    `\u00a0${keys[6]}\u00a0pasted from a page`,
    `${keys[7]}# with a comment`,
    `${keys[8]}\r${keys[9]}`,
    '',
    `${'long '.repeat(200_000)}`,
    `${keys[10]} ${'long '.repeat(200_000)}`,
    `pear://${z32.encode(bytesOf(keys[12] ?? newKey()))} as Pear has it`,
    `[${keys[13]}](pear://anna)`,
    `${keys[11]}`
  ].join('\n')
  fs.writeFileSync(file, text)
  keys.forEach((key, index) => t.is(list.has(key), true, `line ${index}`))
})

test('a line that is not a key is a comment', async (t) => {
  const { file, list } = await newList(t)
  const key = newKey()
  const z = z32.encode(bytesOf(key))
  const lines = [
    `#${key}`,
    `# ${key}`,
    `// ${key}`,
    `anna ${key}`,
    key.slice(1),
    `${key}0`,
    `${key}x`,
    key + key,
    `${z}y`,
    // The same key, but for the bits to spare.
    z.slice(0, -1) + z32.ALPHABET.charAt(z32.ALPHABET.indexOf(z.charAt(51)) + 1),
    `${key.slice(0, 63)}g`,
    'x'
  ]
  fs.writeFileSync(file, lines.join('\n'))
  t.is(list.has(key), false)
  t.is(list.has(testKey('0')), false)
})

test('comments keep every byte', async (t) => {
  const { file, list } = await newList(t)
  const [anna, ben, cleo] = [newKey(), newKey(), newKey()]
  const comments = b4a.concat([
    b4a.from('\ufeff# friends\r\n\r\n'),
    b4a.from([0xe4, 0xff, 0x00, 0x0d, 0x0a]),
    b4a.from(`${anna} J\u00fcrgen`),
    b4a.from([0xfc, 0x0d, 0x0a]),
    b4a.from('   \r\n# old Mac\rnonsense\r\n')
  ])
  fs.writeFileSync(file, b4a.concat([comments, b4a.from(`${ben} ben\r\n`)]))
  list.add(cleo, 'cleo')
  list.remove(ben)
  const expected = b4a.concat([comments, b4a.from(`${cleo} cleo\r\n`)])
  t.alike(fs.readFileSync(file), expected)
  t.is(list.has(anna), true)
})

test('an unterminated last line is terminated before the next one is added', async (t) => {
  const { file, list } = await newList(t)
  const [anna, ben] = [newKey(), newKey()]
  fs.writeFileSync(file, `${anna} anna, and then the editor`)
  list.add(ben, 'ben')
  t.is(fs.readFileSync(file, 'utf8'), `${anna} anna, and then the editor\n${ben} ben\n`)
  list.remove(anna)
  t.is(fs.readFileSync(file, 'utf8'), `${ben} ben\n`)
})

test('every edit of the file is seen at once', async (t) => {
  const { file, list } = await newList(t)
  const keys = Array.from({ length: 20 }, newKey)
  for (const key of keys) {
    fs.writeFileSync(`${file}-new`, `${key}\n`)
    fs.renameSync(`${file}-new`, file)
    t.alike(
      keys.filter((each) => list.has(each)),
      [key]
    )
  }
  fs.rmSync(file)
  t.alike(
    keys.filter((each) => list.has(each)),
    []
  )
})

test('a change that cannot be saved holds in memory, and is saved with the next one', async (t) => {
  const { file, list } = await newList(t)
  const [anna, ben, cleo] = [newKey(), newKey(), newKey()]
  fs.writeFileSync(file, `# friends\n${anna} anna\n`)
  const before = fs.readFileSync(file)
  const undo = failCall(t, 'writeSync', 'ENOSPC')
  const refusal = refusalOf(() => list.add(ben, 'ben'))
  t.is(refusal?.code, 'NOT_KEPT')
  t.is(
    refusal?.message,
    `Done, but only until this app exits: ${file} cannot be written: the disk is full`
  )
  t.is(refusalOf(() => list.remove(anna))?.code, 'NOT_KEPT')
  t.alike(
    [anna, ben, cleo].map((key) => list.has(key)),
    [false, true, false]
  )
  t.is(refusalOf(() => list.add(anna, 'anna'))?.code, 'NOT_KEPT')
  t.is(refusalOf(() => list.remove(anna))?.code, 'NOT_KEPT')
  t.alike(fs.readFileSync(file), before)
  fs.writeFileSync(`${file}-new`, `# by hand\n${anna} anna\n`)
  undo()
  fs.renameSync(`${file}-new`, file)
  t.alike(
    [anna, ben, cleo].map((key) => list.has(key)),
    [false, true, false],
    'over an edit, too'
  )
  t.is(list.add(cleo, 'cleo'), true)
  t.is(fs.readFileSync(file, 'utf8'), `# by hand\n${ben} ben\n${cleo} cleo\n`)
})

test('a disk that fills up mid-line leaves the list unchanged', async (t) => {
  const { file, list } = await newList(t)
  list.add(newKey(), 'anna')
  const before = fs.readFileSync(file)
  const write = fs.writeSync as (fd: number, bytes: Uint8Array, at: number, size: number) => number
  let isFull = false
  const undo = replaceCall(t, 'writeSync', (fd: number, bytes: Uint8Array, at: number) => {
    if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    isFull = true
    return write(fd, bytes, at, 40)
  })
  t.is(refusalOf(() => list.add(newKey(), 'ben'))?.code, 'NOT_KEPT')
  undo()
  t.alike(fs.readFileSync(file), before)
})

test('a read-only list is not written to', { skip: isWindows }, async (t) => {
  const { file, list } = await newList(t)
  const key = newKey()
  fs.writeFileSync(file, `${key} mine\n`)
  fs.chmodSync(file, 0o444)
  t.is(refusalOf(() => list.add(newKey(), ''))?.code, 'NOT_KEPT')
  t.ok(refusalOf(() => list.remove(key))?.message.includes('it is marked read-only'))
  t.is(list.has(key), false)
  t.is(fs.readFileSync(file, 'utf8'), `${key} mine\n`)
})

test('an unreadable list is an error at the start; later, the last known contents apply', async (t) => {
  const { file } = await newList(t)
  const problems: string[] = []
  fs.mkdirSync(file)
  t.is(refusalOf(() => new KeyList(file))?.code, 'STORAGE_UNREADABLE')
  fs.rmdirSync(file)
  fs.writeFileSync(file, b4a.from([0xff, 0xfe, 0x61, 0x00]))
  t.ok(refusalOf(() => new KeyList(file))?.message.includes('it is UTF-16 text'))
  fs.rmSync(file)
  const list = new KeyList(file)
  list.onUnreadable = (problem) => problems.push(problem)
  const [anna, ben] = [newKey(), newKey()]
  list.add(anna, 'anna')
  fs.rmSync(file)
  fs.mkdirSync(file)
  t.is(list.has(anna), true)
  t.is(list.has(anna), true)
  t.is(problems.length, 1, problems[0])
  t.is(refusalOf(() => list.add(ben, 'ben'))?.code, 'NOT_KEPT')
  t.is(list.has(ben), true)
  fs.rmdirSync(file)
  t.is(list.has(anna), false, 'a list that is gone is empty')
  t.is(list.has(ben), true)
})

test('a long list loads quickly, and adding to it costs no more than to a short one', async (t) => {
  const { file } = await newList(t)
  const keys = Array.from({ length: MANY }, (_, index) => keyOf(b4a.alloc(32, String(index))))
  const last = keys.at(-1) ?? newKey()
  fs.writeFileSync(file, keys.map((key, index) => `${key} person ${index}\n`).join(''))
  const list = new KeyList(file)
  t.is(list.has(last), true)
  t.is(list.has(newKey()), false)
  let bytes = 0
  const read = fs.readSync as (...args: unknown[]) => number
  replaceCall(t, 'readSync', (...args: unknown[]) => {
    const count = read(...args)
    bytes += count
    return count
  })
  for (let count = 0; count < 100; count++) list.add(newKey(), 'one more')
  t.ok(bytes < 1000, `${bytes} bytes read`)
  t.is(list.startingWith(last).length, 1)
})

test('many keys take one look at the file', async (t) => {
  const { list } = await newList(t)
  const keys = Array.from({ length: 20 }, newKey)
  for (const key of keys.slice(0, 5)) list.add(key, '')
  let looks = 0
  const { lstatSync } = fs
  replaceCall(t, 'lstatSync', (file: string) => {
    looks++
    return lstatSync(file)
  })
  t.alike(list.among(keys), keys.slice(0, 5))
  t.is(looks, 1)
})

async function newList(t: Assertions): Promise<{ file: string; list: KeyList }> {
  const file = path.join(await t.tmp(), 'list')
  return { file, list: new KeyList(file) }
}

function newKey(): PublicKey {
  return keyOf(HyperDHT.keyPair().publicKey)
}
