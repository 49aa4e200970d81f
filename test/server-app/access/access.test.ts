import test from 'brittle'
import HyperDHT from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { Access } from '../../../server-app/access/access.ts'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { failCall } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

test('an open room accepts every handshake, even of a banned key, which is told so afterwards', (t) => {
  const access = new Access({ folder: null, isPrivate: false })
  const key = newKey()
  t.is(access.denies(key), false)
  access.ban(key, 'loud')
  t.is(access.denies(key), false)
  t.is(access.isBanned(key), true)
  access.unban(key)
  t.is(access.isBanned(key), false)
})

test('a private room admits listed keys and hears everyone else knock', (t) => {
  const { access, knocks } = privateGate()
  const key = newKey()
  t.is(access.denies(key), true)
  t.is(access.denies(key), true)
  t.alike(knocks, [key], 'once')
  t.alike(access.knocking(), [key])
  access.allow(key, 'anna')
  t.is(access.denies(key), false)
  t.alike(access.knocking(), [])
  access.deny(key)
  t.is(access.denies(key), true)
  t.alike(knocks, [key], 'who is denied is heard no more')
})

test('who comes with an invite is on the list of a private room, and known in an open one', async (t) => {
  const folder = await t.tmp()
  for (const isPrivate of [true, false]) {
    const access = new Access({ folder, isPrivate })
    const key = newKey()
    t.is(access.isAllowed(key), false)
    access.invite(key, 'anna')
    t.is(access.isAllowed(key), true)
    t.is(access.denies(key), false)
    const again = new Access({ folder, isPrivate: true })
    t.is(again.denies(key), !isPrivate, 'an open room keeps no list')
  }
})

test('in a private room a banned key is told so and does not knock', (t) => {
  const { access, knocks } = privateGate()
  const key = newKey()
  access.allow(key, 'anna')
  access.ban(key, 'anna')
  t.is(access.denies(key), false)
  t.is(access.isBanned(key), true, 'which whoever lets it in has to ask')
  t.alike(knocks, [])
})

test('a repeated knock is reported again after ten quiet minutes', (t) => {
  const { access, knocks, wait } = privateGate()
  const key = newKey()
  access.denies(key)
  wait(10 * 60_000)
  access.denies(key)
  t.is(knocks.length, 1)
  wait(10 * 60_000 + 1)
  access.denies(key)
  t.is(knocks.length, 2)
})

test('a knock from a known person is reported and found among any number of others', (t) => {
  const { access, knocks } = privateGate()
  const [friend, stranger] = [newKey(), newKey()]
  access.isKnown = (key) => key === friend
  for (const key of Array.from({ length: 100 }, newKey)) access.denies(key)
  access.denies(friend)
  access.denies(stranger)
  t.is(knocks.at(-1), friend)
  for (const key of Array.from({ length: LIMITS.knocks }, newKey)) access.denies(key)
  t.alike(access.startingWith(friend.slice(0, 8)), [friend])
  t.alike(access.startingWith(stranger.slice(0, 8)), [], 'of the others the newest are kept')
})

test('a stranger who knocks can be found after hundreds of others', (t) => {
  const { access } = privateGate()
  const key = newKey()
  access.denies(key)
  for (const other of Array.from({ length: 500 }, newKey)) access.denies(other)
  t.alike(access.startingWith(key.slice(0, 8)), [key])
})

test('a crowd of strangers knocking is reported as a count', (t) => {
  const { access, knocks, counts, wait } = privateGate()
  const { burst } = LIMITS.toldStrangers
  for (const key of Array.from({ length: burst + 12 }, newKey)) access.denies(key)
  t.is(knocks.length, burst)
  access.countKnocks()
  t.alike(counts, [12])
  access.denies(newKey())
  access.countKnocks()
  t.alike(counts, [12], 'so often at most')
  wait(LIMITS.knockCountMs)
  access.countKnocks()
  access.countKnocks()
  t.alike(counts, [12, 1])
})

test('knocks from before anybody listened are reported once somebody does', (t) => {
  const access = new Access({ folder: null, isPrivate: true })
  const key = newKey()
  access.denies(key)
  const knocks: string[] = []
  access.hearKnocks({ onKnock: (knock) => knocks.push(knock), onCount: () => {} })
  t.alike(knocks, [key])
})

test('list files may be edited while the host runs', async (t) => {
  const folder = await t.tmp()
  const access = new Access({ folder, isPrivate: true })
  const [anna, ben] = [newKey(), newKey()]
  access.allow(anna, 'anna\x1b[2J\nfrom work')
  const file = path.join(folder, 'allowed')
  t.is(fs.readFileSync(file, 'utf8'), `${anna} annafrom work\n`)
  t.is(fs.statSync(file).mode & 0o777, 0o600)
  fs.writeFileSync(file, `# friends\n\n  ${ben.toUpperCase()}   Ben, he said\nnonsense\n`)
  t.is(access.denies(ben), false)
  t.is(access.denies(anna), true)
  access.allow(anna, 'anna')
  access.deny(ben)
  t.is(fs.readFileSync(file, 'utf8'), `# friends\n\nnonsense\n${anna} anna\n`)
  fs.rmSync(file)
  t.is(access.denies(anna), true)
  t.alike(fs.readdirSync(folder), [])
})

test('a ban that cannot be saved still applies, and the failure is reported', async (t) => {
  const folder = await t.tmp()
  const access = new Access({ folder, isPrivate: true })
  const key = newKey()
  access.allow(key, 'anna')
  fs.mkdirSync(path.join(folder, 'banned'))
  const undo = failCall(t, 'renameSync', 'ENOSPC')
  t.is(refusalOf(() => access.ban(key, 'anna'))?.code, 'NOT_KEPT')
  t.is(access.isBanned(key), true)
  undo()
  fs.rmdirSync(path.join(folder, 'banned'))
  t.is(access.isBanned(key), true)
  access.ban(key, 'anna')
  const again = new Access({ folder, isPrivate: true })
  t.is(again.isBanned(key), true, 'giving it again writes it')
  t.alike(again.startingWith(key.slice(0, 8)), [key])
  again.unban(key)
  t.is(again.denies(key), true, 'and it was allowed no more')
})

test('a key whose ban cannot be saved stays off the allow list', async (t) => {
  const folder = await t.tmp()
  const access = new Access({ folder, isPrivate: true })
  const key = newKey()
  access.allow(key, 'anna')
  fs.mkdirSync(path.join(folder, 'banned'))
  t.is(refusalOf(() => access.ban(key, 'anna'))?.code, 'NOT_KEPT')
  fs.rmdirSync(path.join(folder, 'banned'))
  t.is(new Access({ folder, isPrivate: true }).denies(key), true)
})

test('a list that can no longer be read is reported once', async (t) => {
  const folder = await t.tmp()
  const access = new Access({ folder, isPrivate: false })
  const problems: string[] = []
  access.onUnreadable = (problem) => problems.push(problem)
  const key = newKey()
  access.ban(key, 'anna')
  const file = path.join(folder, 'banned')
  fs.rmSync(file)
  fs.mkdirSync(file)
  for (let count = 0; count < 3; count++) t.is(access.isBanned(key), true)
  t.is(problems.length, 1)
  t.ok(problems[0]?.includes(`${file}: it is a folder. The previous list stays in force`))
})

test('keys can be found by their first digits', (t) => {
  const access = new Access({ folder: null, isPrivate: true })
  const keys = Array.from({ length: 3 }, newKey)
  const [knocking, allowed, banned] = keys
  if (knocking) access.denies(knocking)
  if (allowed) access.allow(allowed, '')
  if (banned) access.ban(banned, '')
  for (const key of keys) t.alike(access.startingWith(key.slice(0, 8)), [key])
  t.alike(access.startingWith('0123456789abcdef'), [])
})

function privateGate() {
  let now = 0
  const knocks: string[] = []
  const counts: number[] = []
  const access = new Access({ folder: null, isPrivate: true, now: () => now })
  access.hearKnocks({
    onKnock: (key) => knocks.push(key),
    onCount: (count) => counts.push(count)
  })
  return { access, knocks, counts, wait: (ms: number) => (now += ms) }
}

function newKey(): PublicKey {
  return keyOf(HyperDHT.keyPair().publicKey)
}
