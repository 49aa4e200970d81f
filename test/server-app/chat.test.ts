import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import HyperDHT, { type KeyPair } from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { runJson } from '../../shared/chat/run.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { Participant } from '../../shared/chat/participant.ts'
import type { ChatUi } from '../../shared/chat/ui.ts'
import { keyOf } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { toChatError } from '../../shared/base/errors.ts'
import { introduce } from '../../shared/invite/guest-end.ts'
import { connectionPair } from '../helpers/channel-pair.ts'
import type { Connection } from '../../shared/network/node.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { signPost } from '../../shared/room/signing.ts'
import { Access } from '../../server-app/access/access.ts'
import { HostChat, type ChatOptions } from '../../server-app/chat.ts'
import { openLog } from '../../server-app/open-log.ts'
import { crowd } from '../helpers/relaying-members.ts'
import { TestClock } from '../helpers/test-clock.ts'
import { failCall } from '../helpers/file-system.ts'
import { refusalOf } from '../helpers/refusal.ts'
import { Heard, visit, type Visitor } from '../helpers/visitor.ts'

test('a disk that fills up under the transcript is reported, and the room continues', async (t) => {
  const folder = await t.tmp()
  const host = await open(t, { folder })
  const anna = await host.join('anna')
  await host.run({ command: 'say', text: 'kept' })
  await anna.heard('post')
  const undo = failCall(t, 'write', 'ENOSPC')
  await host.run({ command: 'say', text: 'unkept' })
  t.alike(await anna.heard('notice'), { kind: 'unkept' })
  anna.post('I see')
  await anna.heard('post', 3)
  undo()
  t.alike(anna.said, ['kept', 'unkept', 'I see'])
  const [told, ...more] = host.told('unkept')
  t.ok(told && 'reason' in told && told.reason?.includes('the disk is full'), JSON.stringify(told))
  t.is(more.length, 0)
  await host.run({ command: 'who' })
  t.is((host.told('roster')[0] as { transcript?: string }).transcript, 'failed')
  const ben = await host.join('ben')
  t.is(((await ben.heard('welcome')) as { transcript: string }).transcript, 'failed')
  await ben.heard('post', 3)
  t.alike(ben.said, anna.said, 'nothing that was shown is lost')
})

test('a transcript that cannot be kept is reported before anybody can join', async (t) => {
  const folder = await t.tmp()
  fs.mkdirSync(path.join(folder, 'transcript'), { mode: 0o700 })
  fs.writeFileSync(path.join(folder, 'transcript', '000000000001.ndjson'), 'not ours\n')
  t.is(refusalOf(() => makeChat({ folder }))?.code, 'TRANSCRIPT_FAILED')
})

test('a post from long before a restart is recognised when repeated', async (t) => {
  const folder = await t.tmp()
  const [host, anna] = [HyperDHT.keyPair(), HyperDHT.keyPair()]
  const author = keyOf(anna.publicKey)
  const posts = Array.from({ length: 1000 }, (_, index) =>
    signPost(`${index}`, keyOf(host.publicKey), anna)
  )
  const frames = posts.map((post, index) =>
    encodeEvent(index + 1, 1, { type: 'post', author, name: 'anna', ...post })
  )
  fs.mkdirSync(path.join(folder, 'transcript'), { mode: 0o700 })
  const text = frames.map((frame) => `${b4a.toString(frame)}\n`).join('')
  fs.writeFileSync(path.join(folder, 'transcript', '000000000001.ndjson'), text)

  const chat = await open(t, { folder, keyPair: host })
  const again = await chat.join('anna', anna)
  await again.heard('post', 50)
  t.alike([again.said[0], again.said.at(-1)], ['950', '999'])
  if (posts[0]) again.channel.post(posts[0])
  again.post('new')
  await again.heard('post', 51)
  t.is(again.said[50], 'new')
})

test('when the host ends, nobody is said to have left', async (t) => {
  const folder = await t.tmp()
  const host = await open(t, { folder })
  await host.join('anna')
  await host.chat.close()
  const text = fs.readFileSync(path.join(folder, 'transcript', '000000000001.ndjson'), 'utf8')
  const types = text.split('\n').map((line) => /"type":"(\w+)"/.exec(line)?.[1])
  t.alike(types, ['join', undefined])
})

test('after a restart, those who come back in time notice nothing, and the others have left', async (t) => {
  const folder = await t.tmp()
  const keyPair = HyperDHT.keyPair()
  const people = Array.from({ length: 20 }, () => HyperDHT.keyPair())
  const before = await open(t, { folder, keyPair, maxMembers: 30 })
  for (const [index, person] of people.entries()) await before.join(`p${index}`, person)
  await before.run({ command: 'say', text: 'the last words' })
  await before.chat.close()

  const clock = new TestClock()
  const after = await open(t, { folder, keyPair, maxMembers: 30, clock })
  const shown = after.told('post')[0]
  t.alike(shown && 'isHistory' in shown && [shown.event, shown.isHistory, shown.isOwn], [
    'post',
    true,
    true
  ])
  const welcome = after.told('welcome')[0]
  t.is(welcome && 'roster' in welcome && welcome.roster.filter(({ isAway }) => isAway).length, 20)

  const visitors = await Promise.all(
    people.slice(0, 17).map((person, index) => after.join(`p${index}`, person))
  )
  const [visitor] = visitors
  t.alike(awayIn(await visitor?.heard('welcome')).slice(-3), ['p17', 'p18', 'p19'])
  await clock.pass(LIMITS.awayMs - 1000)
  t.alike([after.told('join').length, after.told('leave').length], [0, 0])
  await clock.pass(2000)
  await visitor?.heard('leave', 3)
  t.alike(
    after.told('leave').map((output) => 'reason' in output && output.reason),
    ['vanished', 'vanished', 'vanished']
  )
  t.is(
    (visitor?.of('leave') as { seq: number }[] | undefined)?.[0]?.seq,
    22,
    'the numbering goes on'
  )
  const stranger = await after.join('new')
  await stranger.heard('post')
})

test('what a host says while it reads the past is shown after it', async (t) => {
  const [folder, keyPair] = [await t.tmp(), HyperDHT.keyPair()]
  const before = await open(t, { folder, keyPair, history: 2 })
  for (const text of ['one', 'two', 'three']) await before.run({ command: 'say', text })
  await before.chat.close()
  const { chat, heard, place } = makeChat({ folder, keyPair, history: 2 })
  t.teardown(() => chat.close())
  chat.start()
  await runJson(place(), '{"command":"say","text":"four"}')
  // Until it is written.
  while (place().waiting.length === 0) await new Promise((resolve) => setImmediate(resolve))
  t.alike([heard.of('post'), place().waiting], [[], ['four']])
  await chat.open()
  t.alike(
    heard.of('post').map((post) => (post as { text: string }).text),
    ['two', 'three', 'four']
  )
  t.alike(place().waiting, [])
})

test('a host that ends while it still reads the past stays ended', async (t) => {
  const clock = new TestClock()
  const { chat, heard } = makeChat({ folder: await t.tmp(), clock })
  chat.start()
  const opened = chat.open()
  await chat.close()
  await opened
  t.alike([heard.of('welcome'), clock.waiting], [[], 0])
})

test('a ban added to the list file disconnects its member', async (t) => {
  const folder = await t.tmp()
  const host = await open(t, { access: new Access({ folder, isPrivate: false }) })
  const anna = await host.join('anna')
  fs.writeFileSync(path.join(folder, 'banned'), `${anna.key} anna\n`)
  t.is(await anna.heard('break'), 'banned')
})

test('a room has a name, kept with the identity, that everybody is told', async (t) => {
  const folder = await t.tmp()
  const before = await open(t, { folder, roomName: 'lobby' })
  await before.chat.close()
  const after = await open(t, { folder })
  t.is((after.told('welcome')[0] as { roomName?: string }).roomName, 'lobby')
  const anna = await after.join('anna')
  t.is(((await anna.heard('welcome')) as { roomName: string }).roomName, 'lobby')
})

test('a private room is announced as private', async (t) => {
  const access = new Access({ folder: null, isPrivate: true })
  const host = await open(t, { access })
  t.is((host.told('welcome')[0] as { isPrivate?: boolean }).isPrivate, true)
  const anna = await host.join('anna')
  t.is(((await anna.heard('welcome')) as { isPrivate: boolean }).isPrivate, true)
})

test('a failed output ends the chat, and is not blamed on the transcript', async (t) => {
  const folder = await t.tmp()
  const host = await open(t, { folder })
  host.ui.say = () => {
    throw new Error('no screen')
  }
  const end = host.chat.finished.then(
    () => null,
    (error: Error & { code: string; cause: Error }) => [error.code, error.cause.message]
  )
  await host.run({ command: 'say', text: 'hello' })
  t.alike(await end, ['UNEXPECTED', 'no screen'])
})

test('who comes with the words of /invite is let in and named, but not who is banned', async (t) => {
  const keys: KeyPair[] = []
  let serve: (connection: Connection) => void = () => {}
  const access = new Access({ folder: null, isPrivate: true })
  const host = await open(t, {
    access,
    listenOn: (keyPair) => {
      keys.push(keyPair)
      return {
        serve: (onConnection) => (serve = (connection) => onConnection(connection, () => true)),
        ready: () => Promise.resolve(),
        close: () => Promise.resolve()
      }
    }
  })
  await host.run({ command: 'invite' })
  const [told] = host.told('invite') as Extract<Output, { event: 'invite' }>[]
  t.is(told?.words?.split('-').length, 4)
  t.ok(told?.join?.endsWith(told.key ?? 'no key'))
  t.ok(told?.joinWithWords?.endsWith(told.words ?? 'no words'))

  const [wordsKey = HyperDHT.keyPair()] = keys
  const visitAs = async (keyPair: KeyPair, name: string): Promise<string> => {
    const pair = connectionPair(t, keyPair)
    await Promise.all([pair.client.opened, pair.host.opened])
    serve(pair.host)
    return introduce(pair.client, { wordsKey, name }).then(
      (key): string => key,
      (error: unknown) => toChatError(error).code
    )
  }
  const [anna, ben] = [HyperDHT.keyPair(), HyperDHT.keyPair()]
  access.ban(keyOf(ben.publicKey), 'ben')
  t.is(await visitAs(ben, 'ben'), 'BANNED')
  t.is(access.denies(keyOf(anna.publicKey)), true)
  t.is(await visitAs(anna, 'anna'), told?.key)
  t.is(access.denies(keyOf(anna.publicKey)), false)
  const key = keyOf(anna.publicKey)
  t.alike(host.told('invited'), [{ event: 'invited', key, name: 'anna' }])
})

test('members who are asked to relay, and never answer, make room for others', async (t) => {
  const { relays, clock, members } = crowd(LIMITS.roomRelays + 1)
  await open(t, { roomRelays: relays, clock })
  t.absent(members.at(-1)?.channel.isAsked)
  await clock.pass(LIMITS.relayAnswerMs + 1000)
  t.ok(members.at(-1)?.channel.isAsked)
})

interface Host {
  chat: HostChat
  ui: ChatUi
  /** What the host was shown, of one kind. */
  told: (event: Output['event']) => Output[]
  run: (command: object) => Promise<void>
  join: (name: string, keyPair?: ReturnType<typeof HyperDHT.keyPair>) => Promise<Visitor>
}

/** An open chat without a network. */
async function open(t: Assertions, options: Partial<ChatOptions> = {}): Promise<Host> {
  const { chat, ui, heard, keyPair, place, serve } = makeChat(options)
  chat.start()
  await chat.open()
  t.teardown(() => chat.close())
  const admit = serve()
  return {
    chat,
    ui,
    told: (event) => heard.of(event) as Output[],
    run: (command) => runJson(place(), JSON.stringify(command)),
    join: async (name, memberKeys = HyperDHT.keyPair()) => {
      const visitor = await visit(t, admit, {
        name,
        room: keyOf(keyPair.publicKey),
        keyPair: memberKeys
      })
      await visitor.heard('welcome')
      return visitor
    }
  }
}

function makeChat(options: Partial<ChatOptions>) {
  const heard = new Heard()
  let participant: Participant | null = null
  const ui: ChatUi = {
    draft: '',
    pastShown: 0,
    say: (output) => heard.add(output.event, output),
    report: () => {},
    heard: () => Promise.resolve(),
    run: (place) => {
      participant = place
      return new Promise(() => {})
    },
    interrupt: () => {},
    failed: new Promise(() => {})
  }
  let admit: ((connection: Connection) => void) | null = null
  const keyPair = options.keyPair ?? HyperDHT.keyPair()
  const chat = new HostChat({
    listener: {
      serve: (onConnection) => (admit = (connection) => onConnection(connection, () => true))
    },
    listenOn: () => {
      throw new Error('Nobody is invited in this test')
    },
    invites: false,
    bootstrap: [],
    access: new Access({ folder: null, isPrivate: false }),
    ui,
    folder: null,
    log: openLog({ folder: options.folder ?? null, keepsTranscript: true, keepBytes: null }),
    name: null,
    roomName: null,
    history: 50,
    maxMembers: 10,
    isPlain: false,
    isOnTerminal: false,
    ...options,
    keyPair
  })
  return {
    chat,
    ui,
    heard,
    keyPair,
    place: () => required(participant),
    serve: () => required(admit)
  }
}

function awayIn(welcome: unknown): string[] {
  const { roster } = welcome as { roster: { name: string; isAway: boolean }[] }
  return roster.flatMap(({ name, isAway }) => (isAway ? [name] : []))
}

function required<Value>(value: Value | null): Value {
  if (value === null) throw new Error('It is not there yet')
  return value
}
