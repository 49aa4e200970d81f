import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { OwnTranscript } from '../../../client-app/memory/own-transcript.ts'
import { Member } from '../../../client-app/member/member.ts'
import type { MemberOptions } from '../../../client-app/member/member-options.ts'
import type { Memory } from '../../../client-app/member/bookmark.ts'
import { OwnPath } from '../../../client-app/relays/own-path.ts'
import { RoomMemory } from '../../../client-app/memory/room-memory.ts'
import type { Said } from '../../../client-app/memory/said.ts'
import { timeOfDay } from '../../../shared/base/clock.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { Problem } from '../../../shared/chat/find-person.ts'
import { KnownIds, type SignedId } from '../../../shared/room/known-ids.ts'
import type { Resume } from '../../../shared/room/reader.ts'
import { newId, openWhisper } from '../../../shared/room/signing.ts'
import { ANNA, BEN, ROOM, ScriptedHost } from '../../helpers/scripted-host.ts'
import { replaceCall } from '../../helpers/file-system.ts'
import { turn } from '../../helpers/turn.ts'

const MOST = LIMITS.postsUnderWay
const LONG_TEXT = 'x'.repeat(LIMITS.textBytes)
/** So many long ones are worth telling the host that they are seen. */
const SEEN_POSTS = 8

test('texts from before the connection wait, and are sent in order once caught up', async (t) => {
  const { member, host } = meet(t, (member) => {
    void member.post('one')
    void member.post('two')
    t.alike(member.waiting, ['one', 'two'])
  })
  void member.post('three')
  await host.settled()
  t.alike(host.said, [], 'not before the welcome')
  host.welcome({ seq: 2 })
  host.postOfBen(1, 'missed')
  await heard(member, 'missed')
  await host.settled()
  t.alike(host.said, [], 'not before the last that was missed')
  host.postOfBen(2, 'missed, too')
  await host.until(() => host.posts.length === 3)
  t.alike(host.said, ['one', 'two', 'three'])
})

test('a post accepted before the connection broke is not sent again', async (t) => {
  const { member, host } = await join(t)
  void member.post('taken')
  void member.post('not taken')
  await host.until(() => host.posts.length === 2)
  member.detach()
  const again = new ScriptedHost(t, member)
  again.welcome({ seq: 1 })
  again.take(1, host.posts[0])
  await again.until(() => again.posts.length === 1)
  await again.settled()
  t.alike(again.said, ['not taken'])
  t.is(again.posts[0]?.id, host.posts[1]?.id, 'known again by its id')
  t.alike(member.waiting, ['not taken'])
})

test('a post accepted before the history shown is finished once the host says so', async (t) => {
  const { member, host } = await join(t)
  void member.post('taken long ago')
  await host.until(() => host.posts.length === 1)
  host.notice({ kind: 'posted', id: host.posts[0]?.id ?? '' })
  await member.emptied()
  t.alike(member.waiting, [])
})

test('a post by somebody else never counts as ours, whatever its id', async (t) => {
  const { member, host } = await join(t)
  void member.post('mine')
  await host.until(() => host.posts.length === 1)
  const { id = '' } = host.posts[0] ?? {}
  host.postOfBen(1, 'as if it were', { id })
  await heard(member, 'as if it were')
  t.alike(member.waiting, ['mine'])
})

test('an unreadable or missing event does not hold posts back for ever', async (t) => {
  const unreadable = meet(t)
  void unreadable.member.post('said')
  unreadable.host.welcome({ seq: 1 })
  unreadable.host.nonsense()
  await unreadable.host.until(() => unreadable.host.posts.length === 1)

  const missing = meet(t)
  void missing.member.post('said')
  missing.host.welcome({ seq: 3 })
  missing.host.postOfBen(3, 'one and two are gone')
  await missing.host.until(() => missing.host.posts.length === 1)
  const skipped = meet(t)
  void skipped.member.post('said')
  skipped.host.welcome({ seq: 3 })
  skipped.host.skip(3)
  await skipped.host.until(() => skipped.host.posts.length === 1)
  t.alike(dropped(unreadable.outputs), ['unreadable'])
  t.alike(dropped(missing.outputs), ['missing'])
})

const BREAKS: [name: string, taken: number[], left: string[]][] = [
  ['none was taken', [], ['a', 'b', 'c', 'd']],
  ['the first was taken', [0], ['b', 'c', 'd']],
  ['they were taken out of order', [2, 0], ['b', 'd']],
  ['all were taken', [3, 2, 1, 0], []]
]

test('whenever a connection breaks, nothing is lost and nothing is sent twice', async (t) => {
  for (const [name, taken, left] of BREAKS) {
    const { member, host } = await join(t)
    for (const text of ['a', 'b', 'c', 'd']) void member.post(text)
    await host.until(() => host.posts.length === 4)
    for (const [index, which] of taken.entries()) host.take(index + 1, host.posts[which])
    await until(() => member.waiting.length === left.length)
    t.alike(member.waiting, left, name)

    member.detach()
    void member.post('e')
    const again = new ScriptedHost(t, member)
    again.welcome({ from: taken.length })
    await again.until(() => again.posts.length === left.length + 1)
    await again.settled()
    t.alike(again.said, [...left, 'e'], name)
    const ids = new Set([...host.posts, ...again.posts].map(({ id }) => id))
    t.is(ids.size, 5, 'who was sent again kept its id')
    t.is(again.hello?.since?.seq ?? 0, taken.length, 'and the host is told what is here')
  }
})

test('the end of a connection that was replaced changes nothing', async (t) => {
  const { member, host } = await join(t)
  void member.post('a')
  await host.until(() => host.posts.length === 1)
  const again = new ScriptedHost(t, member)
  again.welcome()
  await again.until(() => again.posts.length === 1)
  host.detach()
  t.ok(member.isIn)
  again.detach()
  t.absent(member.isIn)
})

test('whatever was taken when the process is killed: the next one sends the rest, and shows what was missed', async (t) => {
  for (const [name, taken, left] of BREAKS) {
    const folder = await t.tmp()
    const before = memoryIn(folder)
    const first = await join(t, {}, withMemory(before))
    for (const text of ['a', 'b', 'c', 'd']) void first.member.post(text)
    await first.host.until(() => first.host.posts.length === 4)
    const { posts } = first.host

    // Killed: what follows, it does not hear.
    fs.rmSync(path.join(folder, 'outbox', `${keyOf(ROOM.publicKey)}.lock`))
    const now = memoryIn(folder)
    const { member, outputs } = alone(withMemory(now))
    t.alike(member.waiting, ['a', 'b', 'c', 'd'], name)
    void member.post('e')
    const host = new ScriptedHost(t, member)
    host.welcome({ seq: taken.length })
    for (const [index, which] of taken.entries()) host.take(index + 1, posts[which])
    await host.until(() => host.posts.length === left.length + 1)
    await host.settled()
    t.alike(host.said, [...left, 'e'], name)
    const ids = new Set([...posts, ...host.posts].map(({ id }) => id))
    t.is(ids.size, 5, 'what was sent again kept its id')
    t.alike(saidBy(outputs).length, taken.length)
    await Promise.all([before.close(), now.close()])
  }
})

test('the number of posts under way is limited, and posting may wait', async (t) => {
  const { member, host } = await join(t)
  const isReady = Array.from({ length: MOST + 2 }, () => false)
  for (const index of isReady.keys()) {
    void member.post(String(index)).then(() => (isReady[index] = true))
  }
  await host.until(() => host.posts.length === MOST)
  await host.settled()
  t.is(host.posts.length, MOST)
  t.is(isReady.filter(Boolean).length, MOST - 1, 'the last but one may be followed by another')
  host.take(1, host.posts[0])
  await host.until(() => host.posts.length === MOST + 1)
  host.take(2, host.posts[1])
  host.take(3, host.posts[2])
  await host.until(() => host.posts.length === MOST + 2)
  t.alike(
    host.said,
    Array.from(isReady, (_, index) => String(index))
  )
  t.is(isReady.every(Boolean), true)
})

test('after a slow-down, rejected posts are sent again, the earliest first', async (t) => {
  const { member, host } = await join(t)
  for (const text of ['a', 'b', 'c']) void member.post(text)
  await host.until(() => host.posts.length === 3)
  const [a, b] = host.posts
  host.take(1, a)
  host.notice({ kind: 'slow-down', id: b?.id ?? '', afterMs: 1 })
  host.notice({ kind: 'slow-down', id: b?.id ?? '', afterMs: 1 })
  await host.until(() => host.posts.length === 5)
  t.alike(host.said, ['a', 'b', 'c', 'b', 'c'])
  host.take(2, host.posts[3])
  host.take(3, host.posts[4])
  await member.emptied()
  await host.settled()
  t.is(host.posts.length, 5)
})

test('a slow-down of a lost connection holds nothing back', async (t) => {
  const { member, host } = await join(t)
  void member.post('a')
  await host.until(() => host.posts.length === 1)
  host.notice({ kind: 'slow-down', id: host.posts[0]?.id ?? '', afterMs: 60_000 })
  host.notice({ kind: 'name-refused' })
  await heard(member, 'name')
  member.detach()
  const again = new ScriptedHost(t, member)
  again.welcome()
  await again.until(() => again.posts.length === 1)
  t.alike(again.said, ['a'])
})

test('whispers wait and are sent with the posts, and finish when the host says so', async (t) => {
  const { member, host, outputs } = await join(t, { people: ['anna', 'ben'] })
  void member.post('to all')
  await member.whisper('ben', 'to ben')
  t.alike(member.waiting, ['to all', 'to ben alone: to ben'])
  await host.until(() => host.whispers.length === 1)
  t.alike(opened(host), ['to ben'])

  member.detach()
  await member.whisper(keyOf(BEN.publicKey).slice(0, 8), 'while away')
  const again = new ScriptedHost(t, member)
  again.welcome({ people: ['anna', 'ben'] })
  await again.until(() => again.whispers.length === 2)
  t.alike(opened(again), ['to ben', 'while away'])
  t.is(again.whispers[0]?.id, host.whispers[0]?.id, 'known again by its id')

  again.take(1, again.posts[0])
  for (const { id } of again.whispers) again.notice({ kind: 'whispered', id })
  again.notice({ kind: 'whispered', id: '0'.repeat(32) })
  await member.emptied()
  t.alike(
    outputs
      .filter(({ event }) => event === 'whispered')
      .map((output) => 'text' in output && output.text),
    ['to ben', 'while away']
  )
})

test('a whisper to somebody not yet known is addressed once they are', async (t) => {
  const { member, host, outputs } = meet(t)
  await member.whisper('ben', 'hello')
  await member.whisper('nobody', 'is there?')
  t.alike(member.waiting, ['to ben alone: hello', 'to nobody alone: is there?'])
  host.welcome({ people: ['anna', 'ben'] })
  await host.until(() => host.whispers.length === 1)
  t.alike(opened(host), ['hello'])
  t.alike(member.waiting, ['to ben alone: hello'])
  t.ok(problems(outputs).some((text) => /nobody.*is there\?/.test(text)))
  await t.exception(() => member.whisper('nobody', 'still?'), /Nobody here/)
})

test('a whisper that was not passed on is returned', async (t) => {
  const { member, host, outputs } = await join(t, { people: ['anna', 'ben'] })
  await member.whisper('ben', 'hello')
  await host.until(() => host.whispers.length === 1)
  host.notice({ kind: 'not-whispered', id: host.whispers[0]?.id ?? '' })
  await member.emptied()
  t.ok(
    problems(outputs).some((text) => /Not delivered.*hello/.test(text)),
    String(problems(outputs))
  )
})

test('a whisper is shown once, however often it arrives', async (t) => {
  const { member, host, outputs } = await join(t, { people: ['anna', 'ben'] })
  const whisper = host.whisperOfBen('psst')
  for (let count = 0; count < 3; count++) host.whisper(whisper)
  host.whisper({ ...whisper, id: '0'.repeat(32) })
  host.whisper(host.whisperOfBen('last'))
  await heard(member, 'last')
  const texts = outputs.flatMap((output) => (output.event === 'whisper' ? output.text : []))
  t.alike(texts, ['psst', 'last'])
  t.alike(dropped(outputs), ['forged'])

  member.detach()
  const again = new ScriptedHost(t, member)
  again.welcome({ people: ['anna', 'ben'] })
  again.whisper(whisper)
  again.whisper(again.whisperOfBen('newest'))
  await heard(member, 'newest')
  t.is(outputs.filter(({ event }) => event === 'whisper').length, 3, 'over connections, too')
})

test('a whisper or post repeated after a restart is a replay, and so is one from another day', async (t) => {
  const before: SignedId[] = []
  const first = await join(t, {}, { memory: memoryOf([], before) })
  const whisper = first.host.whisperOfBen('the key is under the mat')
  first.host.whisper(whisper)
  await heard(first.member, 'the key is under the mat')

  const { host, member, outputs } = await join(t, {}, { memory: memoryOf(before, []) })
  host.whisper(whisper)
  host.whisper(host.whisperOfBen('yes', { signedAt: Date.now() - 2 * LIMITS.signedAgoMs }))
  host.postOfBen(1, 'do it now', { signedAt: Date.now() - 2 * LIMITS.signedAgoMs })
  host.whisper(host.whisperOfBen('last'))
  await heard(member, 'last')
  t.alike(saidBy(outputs), ['last'])
  t.alike(dropped(outputs), ['replayed', 'outdated'], 'told once of each kind and author')
})

test('a flood from the host does not fill the screen', async (t) => {
  const { host, member, outputs } = await join(t)
  for (let count = 0; count < 5000; count++) {
    host.whisper({ ...host.whisperOfBen('x'), sealed: 'ab'.repeat(100), id: newId() })
    host.notice({ kind: 'name-refused' })
    host.notice({ kind: count % 2 === 0 ? 'unkept' : 'kept' })
    if (count % 100 === 0) await turn()
  }
  host.whisper(host.whisperOfBen('last'))
  await heard(member, 'last')
  t.alike(
    outputs.map(({ event }) => event),
    ['welcome', 'dropped', ...Array(8).fill(['unkept', 'kept']).flat(), 'whisper']
  )
})

test('the refusal of a requested name is reported once', async (t) => {
  const { host, member, outputs } = await join(t)
  member.rename('ann')
  await host.until(() => host.names.length === 1)
  for (let count = 0; count < 3; count++) host.notice({ kind: 'name-refused' })
  host.whisper(host.whisperOfBen('last'))
  await heard(member, 'last')
  t.is(problems(outputs).length, 1)
})

test('what the host says of the relay that carries us is passed on', async (t) => {
  const words: string[][] = []
  const link = { path: null, on: () => {} }
  const path = new OwnPath(link, {})
  path.relayedBy = (relay, by) => void words.push([relay, by])
  const { host, member } = await join(t, {}, { path })
  t.is(member.paths, path)
  host.notice({ kind: 'relayed', relay: testKey('a'), member: testKey('b') })
  host.whisper(host.whisperOfBen('last'))
  await heard(member, 'last')
  t.alike(words, [[testKey('a'), testKey('b')]])
})

test('a second welcome over one connection ends it', async (t) => {
  const { host } = await join(t)
  const broken = new Promise((resolve) => host.onBreak(resolve))
  host.welcome()
  t.is(await broken, 'protocol')
})

test('a whisper to an invalid key is returned', async (t) => {
  const { host, member, outputs } = meet(t)
  const eve = { key: testKey('ff'), name: 'eve', isPlain: false, isAway: false }
  host.welcome({ more: [eve] })
  await member.roster()
  void member.whisper('eve', 'hello')
  void member.post('still here')
  await host.until(() => host.posts.length === 1)
  t.alike(member.waiting, ['still here'])
  t.ok(
    /The key of eve is not a valid public key.*hello/.test(problems(outputs)[0] ?? ''),
    String(problems(outputs))
  )
})

test('a member whose clock is a day behind is told so once', async (t) => {
  const { host, member, outputs } = await join(t)
  for (const seq of [1, 2]) {
    void member.post('hello')
    await host.until(() => host.posts.length === seq)
    host.take(seq, host.posts[seq - 1], Date.now() + 2 * LIMITS.signedAgoMs)
  }
  await member.emptied()
  t.is(problems(outputs).length, 1)
})

test('messages of a detached connection are ignored', async (t) => {
  const { member, host, outputs } = await join(t)
  member.detach()
  host.postOfBen(1, 'too late')
  await host.breakOff()
  t.absent(JSON.stringify(outputs).includes('too late'))
  const again = new ScriptedHost(t, member)
  again.welcome()
  again.postOfBen(1, 'in time')
  await heard(member, 'in time')
})

test('events are shown once across connections, missed ones as history', async (t) => {
  const { member, host, outputs } = await join(t)
  host.postOfBen(1, 'first')
  await heard(member, 'first')
  member.detach()
  const again = new ScriptedHost(t, member)
  again.welcome({ from: 1, seq: 2 })
  await again.until(() => again.hello !== null)
  t.is(again.hello?.since?.seq, 1)
  again.postOfBen(2, 'missed')
  again.postOfBen(3, 'new')
  await heard(member, 'new')
  const posts = outputs.flatMap((output) => {
    return output.event === 'post' ? [[output.text, output.isHistory]] : []
  })
  t.alike(posts, [
    ['first', false],
    ['missed', true],
    ['new', false]
  ])
})

test('a host that sends more than our output takes is disconnected for flooding, whatever it sends', async (t) => {
  for (const kind of ['events', 'notices'] as const) {
    const { member, host } = meet(t, undefined, { heard: () => new Promise(() => {}) })
    host.welcome()
    await member.roster()
    const told = new Promise((resolve) => host.onBreak(resolve))
    const flooding = setInterval(() => {
      for (let count = 0; count < 100; count++) {
        if (kind === 'events') host.nonsense()
        else host.notice({ kind: 'name-refused' })
      }
    }, 1)
    t.teardown(() => clearInterval(flooding))
    t.is(await told, 'flood', kind)
    clearInterval(flooding)
  }
})

test('a member is not in the room without a connection', async (t) => {
  const { member } = await join(t)
  t.is(member.isIn, true)
  member.detach()
  t.is(member.isIn, false)
})

test('receipts are sent once the output has the events', async (t) => {
  const outputs: (() => void)[] = []
  const { member, host } = meet(t, () => {}, {
    heard: () => new Promise((resolve) => outputs.push(resolve))
  })
  host.welcome()
  for (let seq = 1; seq <= SEEN_POSTS; seq++) host.postOfBen(seq, LONG_TEXT)
  host.postOfBen(SEEN_POSTS + 1, 'last')
  await heard(member, 'last')
  void member.post('answer')
  await host.until(() => host.posts.length === 1)
  t.is(host.seen, 0)
  for (const resolve of outputs) resolve()
  await host.until(() => host.seen > 0)
  t.ok(host.seen <= SEEN_POSTS, 'as far as it was when the output was asked')
})

test('the newest results of a search are shown', async (t) => {
  const { member, host } = await join(t)
  const texts = ['wanted 1', 'other', 'wanted 2', 'wanted 3']
  for (const [index, text] of texts.entries()) host.postOfBen(index + 1, text)
  await heard(member, 'wanted 3')
  const found = await member.find(2, (text) => text.startsWith('wanted'))
  t.alike(
    found.map((event) => 'text' in event && event.text),
    ['wanted 2', 'wanted 3']
  )
})

test('questions about the room are answered once it is known', async (t) => {
  const { member, host } = meet(t)
  const roster = member.roster()
  const found = member.find(2, (text) => text !== 'b')
  host.welcome({ seq: 3, people: ['anna', 'ben'] })
  for (const [index, text] of ['a', 'b', 'c'].entries()) host.postOfBen(index + 1, text)
  t.alike(
    (await found).map((event) => 'text' in event && event.text),
    ['a', 'c']
  )
  t.alike(
    (await roster).map(({ name }) => name),
    ['anna', 'ben']
  )
})

test('a name is requested in the hello, or as soon as there is a connection', async (t) => {
  const { member, host } = meet(t, (member) => member.rename('ann'))
  await host.until(() => host.hello !== null)
  t.is(host.hello?.name, 'ann')
  member.rename('annie')
  host.welcome()
  await host.until(() => host.names.length === 1)
  member.rename('anna')
  await host.until(() => host.names.length === 2)
  t.alike(host.names, ['annie', 'anna'])
})

test('a welcome to another room ends it', async (t) => {
  const { member, host, outputs } = meet(t, () => {}, { hostKey: keyOf(BEN.publicKey) })
  const told = new Promise((resolve) => host.onBreak(resolve))
  host.welcome()
  t.is(await told, 'protocol')
  t.is(member.isIn, false)
  t.alike(outputs, [])
})

test('a plain host gets lines, waiting ones first, no faster than it reads', async (t) => {
  const { member, outputs } = alone()
  void member.post('waited')
  void member.whisper('ben', 'secret')
  const isRefused = (attempt: Promise<unknown>): Promise<boolean> =>
    attempt.then(
      () => false,
      (error) => error instanceof Problem
    )
  const roster = isRefused(member.roster())
  const lines: string[] = []
  let onFree = (): void => {}
  member.attachPlain((line) => {
    lines.push(line)
    return new Promise((resolve) => (onFree = resolve))
  })
  void member.post('next')
  t.alike(lines, ['waited', 'next'])
  t.ok(problems(outputs).some((text) => /plain peer.*secret/.test(text)))
  t.alike(member.waiting, ['waited', 'next'])
  onFree()
  await until(() => member.waiting.length === 1)
  t.ok(await roster)
  t.ok(await isRefused(member.find(1, () => true)))
  t.ok(await isRefused(member.whisper('anna', 'x')))
  await t.exception(() => member.rename('ann'), /plain peer/)
  t.ok(member.isIn)
})

test('lines sent to a plain host are not sent again at the next start: it could not tell', (t) => {
  const kept = new Set<string>()
  const outbox = {
    left: [],
    add: ({ text }: Said) => void kept.add(text),
    remove: () => kept.clear()
  }
  const { member } = alone({ outbox })
  void member.post('once')
  t.alike([...kept], ['once'])
  member.attachPlain(() => new Promise(() => {}))
  t.alike([...kept], [])
  t.alike(member.waiting, ['once'], 'but nobody has confirmed it')
})

test('a line sent to a plain host is not sent again after a reconnect, and its author is told', (t) => {
  const { member, outputs } = alone()
  const lines: string[] = []
  const never = (line: string): Promise<void> => {
    lines.push(line)
    return new Promise(() => {})
  }
  void member.post('perhaps')
  member.attachPlain(never)()
  void member.post('next')
  member.attachPlain(never)
  t.alike(lines, ['perhaps', 'next'])
  t.alike(member.waiting, ['next'])
  t.ok(/may have got it or not \(perhaps\)/.test(problems(outputs)[0] ?? ''), problems(outputs)[0])
})

test('a text is signed with the time it was typed, and not sent once that is too long ago', async (t) => {
  const said = (text: string, typedAt: number): Said => {
    return { id: newId(), text, typedAt, to: null, after: null }
  }
  const now = timeOfDay()
  const left = [said('yesterday', now - LIMITS.signedAgoMs), said('an hour ago', now - 3_600_000)]
  const { host, member, outputs } = meet(t, undefined, {
    outbox: { left, add: () => {}, remove: () => {} }
  })
  host.welcome()
  await host.until(() => host.posts.length === 1)
  await host.settled()
  t.alike(host.said, ['an hour ago'])
  t.is(host.posts[0]?.signedAt, now - 3_600_000)
  t.alike(member.waiting, ['an hour ago'])
  t.ok(
    /more than 23 hours ago.*yesterday/.test(problems(outputs)[0] ?? ''),
    String(problems(outputs))
  )
})

test('a text beyond the limit of waiting ones is refused', async (t) => {
  const { member } = alone()
  for (let count = 0; count < LIMITS.waitingPosts; count++) void member.post('x')
  await t.exception(() => member.post('one more'), /not confirmed 1000 messages yet/)
  t.is(member.waiting.length, LIMITS.waitingPosts)
})

test('who returns is told what was missed once all of it has come, before anything new', async (t) => {
  const { member, host, outputs } = await join(t)
  host.postOfBen(1, 'first')
  await heard(member, 'first')
  t.absent(
    outputs.some(({ event }) => event === 'returned'),
    'a newcomer misses nothing'
  )
  member.detach()
  const again = new ScriptedHost(t, member)
  again.welcome({ from: 1, seq: 3, isResumed: true })
  again.postOfBen(2, 'missed')
  again.event(3, { type: 'leave', author: keyOf(BEN.publicKey), name: 'ben', reason: 'left' })
  again.postOfBen(4, 'new')
  await heard(member, 'new')
  const since = outputs.findIndex((output) => output.event === 'welcome' && output.isReturn)
  t.alike(
    outputs.slice(since).map(({ event }) => event),
    ['welcome', 'post', 'leave', 'returned', 'post']
  )
  const returned = outputs.find(({ event }) => event === 'returned')
  t.alike(returned, { event: 'returned', seconds: 0, missed: 1, earlier: 0 })
})

test('nothing is confirmed to a host that has not let us in over this connection', async (t) => {
  const { member, host } = await join(t)
  host.postOfBen(1, 'first')
  await heard(member, 'first')
  const again = new ScriptedHost(t, member)
  for (let count = 0; count < 2000; count++) again.notice({ kind: 'name-refused' })
  again.whisper(again.whisperOfBen('last'))
  await heard(member, 'last')
  await turn()
  t.is(again.seen, 0)
})

test('how far somebody has read is not remembered before their own copy has it', async (t) => {
  const reached: number[] = []
  const memory = {
    ...memoryOf([], []),
    reached: (resume: Resume) => () => void reached.push(resume.position.seq)
  }
  const folder = await t.tmp()
  const transcript = new OwnTranscript({
    folder,
    room: keyOf(ROOM.publicKey),
    onProblem: (text) => t.fail(text)
  })
  const write = fs.write as (...all: unknown[]) => void
  let goOn = (): void => {}
  replaceCall(t, 'write', (...all: unknown[]) => (goOn = () => write(...all)))
  const { member, host } = await join(t, {}, { memory, transcript })
  host.postOfBen(1, 'first')
  await heard(member, 'first')
  await turn()
  t.alike(reached, [0], 'only the place of the welcome')
  goOn()
  await until(() => reached.includes(1))
  await transcript.close()
})

test('a connection that takes the place of a silent one goes unnoticed, and what comes late counts as new', async (t) => {
  const { member, host, outputs } = await join(t)
  host.postOfBen(1, 'first')
  await heard(member, 'first')
  const before = outputs.length
  for (let seq = 0; seq < 2; seq++) {
    const again = new ScriptedHost(t, member, () => 3000)
    again.welcome({ from: 1 + seq, seq: 2 + seq, isResumed: true })
    again.postOfBen(2 + seq, `late ${seq}`)
    await heard(member, `late ${seq}`)
  }
  const since = outputs.slice(before)
  t.alike(
    since.map((output) => [output.event, 'isHistory' in output && output.isHistory]),
    [
      ['post', false],
      ['post', false]
    ]
  )
})

test('if it was silent for long, or breaks before the host lets it in, its member was away', async (t) => {
  for (const way of ['silent', 'silent, then lost', 'broken']) {
    const { member, outputs } = alone()
    const host = new ScriptedHost(t, member, () => (way === 'broken' ? 0 : 90_000))
    host.welcome()
    await member.roster()
    host.postOfBen(1, 'first')
    await heard(member, 'first')
    if (way === 'broken') new ScriptedHost(t, member).detach()
    if (way === 'silent, then lost') host.detach()
    const again = new ScriptedHost(t, member)
    again.welcome({ from: 1, seq: 2, isResumed: true })
    again.postOfBen(2, 'missed')
    await heard(member, 'returned')
    const seconds = way === 'broken' ? 0 : 90
    t.alike(outputs.at(-1), { event: 'returned', seconds, missed: 1, earlier: 0 })
  }
})

test('a new process is told since when it was away, and looks back at more than is shown', async (t) => {
  const most = LIMITS.shownMissed
  const position = { log: '0123456789abcdef', seq: 7 }
  const before = { position, signedFrom: 0, at: timeOfDay() - 60_000 }
  const memory = { ...memoryOf([], []), before }
  const { member, host, outputs } = meet(t, undefined, { memory })
  await host.until(() => host.hello !== null)
  t.alike(host.hello?.since, position)
  host.welcome({ from: 7, seq: 7 + most + 3, isResumed: true })
  for (let count = 1; count <= most + 3; count++) host.postOfBen(7 + count, `missed ${count}`)
  await heard(member, 'returned')
  const returned = outputs.find(({ event }) => event === 'returned')
  const fields = { missed: most + 3, earlier: 3 }
  t.ok(returned?.event === 'returned' && (returned.seconds ?? 0) >= 60)
  t.alike({ ...returned, seconds: 60 }, { event: 'returned', seconds: 60, ...fields })
  const texts = (await member.earlier(9)).map((event) => 'text' in event && event.text)
  t.alike(texts, ['missed 1', 'missed 2', 'missed 3'])
})

interface Met {
  member: Member
  outputs: Output[]
}

/** What members were told, with ways to wait for more. */
const told = new WeakMap<Member, { outputs: Output[]; onOutput: () => void }>()

function alone(options: Partial<MemberOptions> = {}): Met {
  const record = { outputs: [] as Output[], onOutput: () => {} }
  const member = new Member({
    keyPair: ANNA,
    hostKey: keyOf(ROOM.publicKey),
    name: null,
    say: (output) => {
      record.outputs.push(output)
      record.onOutput()
    },
    heard: () => Promise.resolve(),
    transcript: new OwnTranscript({
      folder: null,
      room: keyOf(ROOM.publicKey),
      onProblem: () => {}
    }),
    onWelcome: () => {},
    onRename: () => {},
    invite: () => Promise.reject(new Error('nobody asked')),
    quit: () => {},
    ...options
  })
  told.set(member, record)
  return { member, outputs: record.outputs }
}

/** A connected member that is not admitted yet. */
function meet(
  t: Assertions,
  before: (member: Member) => void = () => {},
  options: Partial<MemberOptions> = {}
): Met & { host: ScriptedHost } {
  const { member, outputs } = alone(options)
  before(member)
  return { member, outputs, host: new ScriptedHost(t, member) }
}

/** A member in an empty room. */
async function join(
  t: Assertions,
  { people = ['anna'] } = {},
  options: Partial<MemberOptions> = {}
): Promise<Met & { host: ScriptedHost }> {
  const met = meet(t, () => {}, options)
  met.host.welcome({ people })
  await met.member.roster()
  return met
}

/** Resolves once the member was told of something with this text in it. */
function heard(member: Member, part: string): Promise<void> {
  return new Promise((resolve) => {
    const record = told.get(member)
    if (!record) throw new Error('no member of this test')
    record.onOutput = () => {
      if (JSON.stringify(record.outputs).includes(part)) resolve()
    }
    record.onOutput()
  })
}

/** Resolves once `isSo`, looked at again and again. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}

function opened({ whispers }: ScriptedHost): unknown[] {
  return whispers.map(({ id, sealed }) => {
    const opened = openWhisper({ id, sealed }, keyOf(ANNA.publicKey), keyOf(ROOM.publicKey), BEN)
    return 'text' in opened ? opened.text : opened
  })
}

/** What a process keeps in `folder` for the next one. */
function memoryIn(folder: string): RoomMemory {
  const room = keyOf(ROOM.publicKey)
  const onProblem = (problem: string): void => {
    throw new Error(problem)
  }
  return new RoomMemory({ folder, room, keepsTranscript: false, onProblem })
}

function withMemory({ heard, outbox, transcript }: RoomMemory): Partial<MemberOptions> {
  return { memory: heard, outbox, transcript }
}

/** What is known of before; what is new goes to `added`. */
function memoryOf(before: SignedId[], added: SignedId[]): Memory {
  const whispers = new KnownIds(before, (id) => added.push(id))
  return { posts: new KnownIds(), whispers, before: null, reached: () => () => {} }
}

function saidBy(outputs: Output[]): string[] {
  return outputs.flatMap((output) =>
    output.event === 'post' || output.event === 'whisper' ? output.text : []
  )
}

function dropped(outputs: Output[]): string[] {
  return outputs.flatMap((output) => (output.event === 'dropped' ? output.reason : []))
}

function problems(outputs: Output[]): string[] {
  return outputs.flatMap((output) => (output.event === 'problem' ? output.text : []))
}
