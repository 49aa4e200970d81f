import b4a from 'b4a'
import test from 'brittle'
import HyperDHT from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { Gate } from '../server-app/gate.ts'
import { KeyList } from '../server-app/key-list.ts'
import { ChatError } from '../shared/errors.ts'
import { LIMITS } from '../shared/limits.ts'

test('an open room lets anybody in, a banned key too: it is told inside', (t) => {
  const gate = new Gate({ folder: null, isPrivate: false })
  const key = newKey()
  t.is(gate.denies(key), false)
  gate.ban(key, 'loud')
  t.is(gate.denies(key), false)
  t.is(gate.isBanned(key), true)
  gate.unban(key)
  t.is(gate.isBanned(key), false)
})

test('a private room lets in who is listed, and hears others knock', (t) => {
  const { gate, knocks } = privateGate()
  const key = newKey()
  t.is(gate.denies(key), true)
  t.is(gate.denies(key), true)
  t.alike(knocks, [hex(key)], 'once')
  t.alike(gate.knocking(), [hex(key)])
  gate.allow(key, 'anna')
  t.is(gate.denies(key), false)
  t.alike(gate.knocking(), [])
  gate.deny(key)
  t.is(gate.denies(key), true)
  t.alike(knocks, [hex(key)], 'who is denied is heard no more')
})

test('a banned key is not let into a private room, and does not knock', (t) => {
  const { gate, knocks } = privateGate()
  const key = newKey()
  gate.allow(key, 'anna')
  gate.ban(key, 'anna')
  t.is(gate.denies(key), true)
  t.alike(knocks, [])
})

test('a knock is news again after ten quiet minutes', (t) => {
  const { gate, knocks, wait } = privateGate()
  const key = newKey()
  gate.denies(key)
  wait(10 * 60_000)
  gate.denies(key)
  t.is(knocks.length, 1)
  wait(10 * 60_000 + 1)
  gate.denies(key)
  t.is(knocks.length, 2)
})

test('only so many knocks are remembered, the newest', (t) => {
  const { gate } = privateGate()
  const keys = Array.from({ length: LIMITS.knocks + 5 }, newKey)
  for (const key of keys) gate.denies(key)
  t.alike(gate.knocking(), keys.slice(5).map(hex))
})

test('one key may shake hands so often a minute, and others are not the worse for it', (t) => {
  let now = 0
  const gate = new Gate({ folder: null, isPrivate: false, now: () => now })
  const key = newKey()
  for (let count = 0; count < LIMITS.handshakesPerMinute; count++) t.is(gate.denies(key), false)
  t.is(gate.denies(key), true)
  t.is(gate.denies(newKey()), false)
  now = 59_999
  t.is(gate.denies(key), true)
  now = 60_000
  t.is(gate.denies(key), false)
})

test('lists are files, which people may edit while the host runs', async (t) => {
  const folder = await t.tmp()
  const gate = new Gate({ folder, isPrivate: true })
  const [anna, ben] = [newKey(), newKey()]
  gate.allow(anna, 'anna\x1b[2J\nfrom work')
  const file = path.join(folder, 'allowed')
  t.is(fs.readFileSync(file, 'utf8'), `${hex(anna)} annafrom work\n`)
  t.is(fs.statSync(file).mode & 0o777, 0o600)
  fs.writeFileSync(file, `# friends\n\n  ${hex(ben).toUpperCase()}   Ben, he said\nnonsense\n`)
  t.is(gate.denies(ben), false)
  t.is(gate.denies(anna), true)
  gate.allow(anna, 'anna')
  gate.deny(ben)
  t.is(fs.readFileSync(file, 'utf8'), `# friends\n\nnonsense\n${hex(anna)} anna\n`)
  fs.rmSync(file)
  t.is(gate.denies(anna), true)
  t.alike(fs.readdirSync(folder), [])
})

test('a list that cannot be read is an error at the start, and later counts on', async (t) => {
  const folder = await t.tmp()
  const file = path.join(folder, 'list')
  fs.mkdirSync(file)
  t.ok(errorOf(() => new KeyList(file)) === 'STORAGE_UNREADABLE')
  fs.rmSync(file, { recursive: true })
  const list = new KeyList(file)
  const key = newKey()
  t.is(list.add(key, 'anna'), true)
  t.is(list.add(key, 'anna'), false)
  fs.rmSync(file)
  fs.mkdirSync(file)
  t.is(list.has(key), true)
  t.ok(errorOf(() => list.add(newKey(), 'ben')) === 'STORAGE_UNWRITABLE')
})

function privateGate(): { gate: Gate; knocks: string[]; wait: (ms: number) => void } {
  let now = 0
  const knocks: string[] = []
  const gate = new Gate({ folder: null, isPrivate: true, now: () => now })
  gate.onKnock = (key) => knocks.push(key)
  return { gate, knocks, wait: (ms) => (now += ms) }
}

function newKey(): Uint8Array {
  return HyperDHT.keyPair().publicKey
}

function hex(key: Uint8Array): string {
  return b4a.toString(key, 'hex')
}

function errorOf(task: () => unknown): string {
  try {
    task()
    return ''
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error)
  }
}
