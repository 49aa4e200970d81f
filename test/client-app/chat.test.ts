import test, { type Assertions } from 'brittle'
import { joinChat } from '../../client-app/chat.ts'
import type { ChatOptions } from '../../client-app/chat-options.ts'
import type { LinkState, Usable, UseConnection } from '../../client-app/link/link-state.ts'
import type { Member } from '../../client-app/member/member.ts'
import { keyOf } from '../../shared/base/key.ts'
import { Protomux } from '../../shared/base/packages.ts'
import type { ReportEvent } from '../../shared/app/report-events.ts'
import { ChatError, type ChatErrorCode } from '../../shared/base/errors.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { Participant } from '../../shared/chat/participant.ts'
import type { ChatUi } from '../../shared/chat/ui.ts'
import type { Connection } from '../../shared/network/node.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import type { Hello } from '../../shared/room/messages.ts'
import { encodeEvent, type Post } from '../../shared/room/events.ts'
import { connectionPair } from '../helpers/channel-pair.ts'
import { Program } from '../helpers/program.ts'
import { ANNA, ROOM } from '../helpers/scripted-host.ts'
import { usualChat } from '../helpers/usual-chat.ts'
import fs from '#fs'
import path from '#path'

test('a host that leaves with nothing pending is an end and not an error', async (t) => {
  const chat = start()
  const host = await chat.enter(t)
  void chat.ui.participant?.post('said')
  await host.take(1)
  host.leave()
  t.is(await chat.ended, null)
  t.ok(chat.ui.told('host-left'))
  t.absent(chat.ui.told('unsent'))
  t.is(chat.ui.isInterrupted, true)
})

test('texts the host does not have are reported when it is gone, and so is the draft', async (t) => {
  const cases: [name: string, end: (host: Host, chat: Chat) => void, code: string][] = [
    ['it leaves', (host) => host.leave(), 'NOT_POSTED'],
    ['the connection breaks', (host) => host.connection.destroy(new Error('broken')), 'LOST'],
    ['it puts us out', (host) => host.channel.breakOff('kicked'), 'KICKED'],
    [
      'the link gives up',
      (_, chat) => chat.link.fail(new ChatError('PEER_NOT_FOUND')),
      'PEER_NOT_FOUND'
    ]
  ]
  for (const [name, end, code] of cases) {
    const chat = start()
    const host = await chat.enter(t)
    for (const text of ['had', 'not had', 'nor this']) void chat.ui.participant?.post(text)
    await Promise.all([host.take(1), chat.ui.heardPost])
    chat.ui.draft = 'half a l'
    end(host, chat)
    t.is((await chat.ended)?.code, code, name)
    const texts = ['not had', 'nor this']
    const unsent = { event: 'unsent', texts, draft: 'half a l', isKept: false } as const
    t.alike(
      chat.ui.reports.filter(({ event }) => event === 'unsent'),
      [unsent],
      name
    )
    t.is(chat.ui.isInterrupted, true)
    const member = chat.ui.participant as Member | null
    if (code !== 'PEER_NOT_FOUND') t.is(member?.isIn, false, 'it is with no host')
  }
})

test('unsent texts are reported once, whether a signal or the link ends the chat', async (t) => {
  const poster = (...how: string[]): Program =>
    new Program(t, ['test/helpers/unsent-poster.js', ...how])
  const stopped = poster()
  await stopped.said(/ready/)
  stopped.kill('SIGTERM')
  const failed = poster('gives up')
  t.alike(await Promise.all([stopped.exited, failed.exited]), [143, 3])
  for (const { stderr } of [stopped, failed]) {
    t.alike(stderr.match(/unsent.*/g), ['unsent: first, second'], stderr)
  }
})

test('a host without a chat is told apart from one that leaves', async (t) => {
  const chat = start()
  const { client, host } = connectionPair(t)
  await chat.link.use(client)
  // It knows channels, but none of ours.
  Protomux.from(host)
  t.is((await chat.ended)?.code, 'NO_CHAT')
})

test('texts typed before anybody answered are reported, too', async (t) => {
  const chat = start()
  void chat.ui.participant?.post('is anybody there?')
  chat.link.fail(new ChatError('PEER_NOT_FOUND'))
  t.is((await chat.ended)?.code, 'PEER_NOT_FOUND')
  t.alike(chat.ui.unsent, ['is anybody there?'])
  const silent = start()
  silent.link.fail(new ChatError('PEER_NOT_FOUND'))
  await silent.ended
  t.is(silent.ui.isInterrupted, false, 'nobody has typed anything')
})

test('a person at a terminal leaves at once when not yet admitted', async (t) => {
  const chat = start({ isOnTerminal: true })
  void chat.ui.participant?.post('is anybody there?')
  chat.ui.draft = 'half a l'
  chat.ui.end()
  t.is((await chat.ended)?.code, 'NOT_POSTED')
  const [unsent] = chat.ui.reports.filter(({ event }) => event === 'unsent')
  const texts = ['is anybody there?']
  t.alike(unsent, { event: 'unsent', texts, draft: '', isKept: false })
  t.is(chat.ui.isInterrupted, false)
  const silent = start({ isOnTerminal: true })
  silent.ui.participant?.quit()
  t.is(await silent.ended, null)
})

test('a person who leaves waits for the host no longer than it is there', async (t) => {
  const folder = await t.tmp()
  const chat = start({ isOnTerminal: true, folder })
  const host = await chat.enter(t)
  void chat.ui.participant?.post('is anybody there?')
  chat.ui.end()
  const ended = chat.ended.then((error) => error?.message)
  const member = chat.ui.participant as Member | null
  t.is(await Promise.race([ended, host.arrived()]), undefined, 'it waits')
  member?.detach()
  chat.link.become({ is: 'lost', reason: new ChatError('LOST'), failure: null })
  t.ok(/confirmed 1 of your messages/.test((await ended) ?? ''), await ended)
  t.ok(chat.ui.reports.some((report) => report.event === 'unsent' && report.isKept))
})

test('where a lost host is, a person sees as long as it is lost', async (t) => {
  const { link, ui } = start()
  await link.served
  const lost = (code: ChatErrorCode, failure: ChatErrorCode | null): void => {
    const error = failure && new ChatError(failure)
    link.become({ is: 'lost', reason: new ChatError(code), failure: error })
  }
  lost('LOST', null)
  lost('LOST', 'PEER_NOT_FOUND')
  lost('LOST', 'NETWORK_UNREACHABLE')
  lost('HOST_LEFT', null)
  link.become({ is: 'admitted' })
  const stages = ui.reports.flatMap((report) => (report.event === 'stage' ? report.stage : []))
  t.alike(stages, ['lost', 'absent', 'no-network', 'left'])
  const told = ui.reports.filter(({ event }) => event.startsWith('reconnect'))
  t.alike(
    told.map((report) => 'code' in report && report.code),
    ['LOST', 'HOST_LEFT']
  )
  link.fail(new ChatError('LOST'))
})

test('a script whose input ends, or that quits, leaves once the host has everything', async (t) => {
  for (const leave of [
    (chat: Chat) => chat.ui.end(),
    (chat: Chat) => chat.ui.participant?.quit()
  ]) {
    const chat = start()
    void chat.ui.participant?.post('last words')
    leave(chat)
    const host = await chat.enter(t)
    await host.take(1)
    t.is(await chat.ended, null)
    t.ok(chat.link.isClosed)
    t.absent(chat.ui.told('unsent') || chat.ui.told('host-left'))
  }
})

test('unsent texts are sent at the next start, once, but not by --send', async (t) => {
  const folder = await t.tmp()
  const first = start({ folder })
  const host = await first.enter(t)
  for (const text of ['had', 'not had', 'nor this']) void first.ui.participant?.post(text)
  await Promise.all([host.take(1), first.ui.heardPost])
  host.connection.destroy(new Error('broken'))
  t.is((await first.ended)?.code, 'LOST')
  t.ok(first.ui.reports.some((report) => report.event === 'unsent' && report.isKept))
  releaseLocks(folder)

  const sent = start({ folder, messages: ['by --send'] })
  const another = await sent.enter(t)
  await another.take(1)
  t.is(await sent.ended, null)
  t.alike(another.said, ['by --send'])
  const late = start({ folder, messages: ['late'], timeoutMs: 1 })
  t.is((await late.ended)?.code, 'NOT_CONFIRMED')

  const second = start({ folder })
  t.alike(second.ui.participant?.waiting, ['not had', 'nor this'])
  const again = await second.enter(t)
  await again.take(2)
  second.ui.end()
  t.is(await second.ended, null)
  t.alike(again.said, ['not had', 'nor this'])
  t.alike(
    again.posts.map(({ id }) => id),
    host.posts.slice(1).map(({ id }) => id)
  )
})

test('a new start continues where the last one was, and can look back at all of it, even offline', async (t) => {
  const folder = await t.tmp()
  const first = start({ folder })
  const host = await first.enter(t)
  t.is(host.hello?.since, null)
  void first.ui.participant?.post('seen')
  await Promise.all([host.take(1), first.ui.heardPost])
  first.ui.end()
  await first.ended
  releaseLocks(folder)

  const second = start({ folder }, 20)
  await new Promise<void>((resolve) => (second.ui.onReport = resolve))
  t.alike(second.ui.said, [['seen', true]], 'before the way in is told')
  const found = second.ui.participant?.find(9, () => true)
  const refused = t.exception(async () => second.ui.participant?.roster(), /not there yet/)
  second.link.become({ is: 'waiting', reason: new ChatError('PEER_NOT_FOUND') })
  t.alike(
    (await found)?.map((event) => 'text' in event && event.text),
    ['seen']
  )
  await refused
  t.alike((await second.enter(t)).hello?.since, { log: '0123456789abcdef', seq: 1 })
  second.ui.end()
  await second.ended

  const none = start({ folder, keepsTranscript: false })
  none.link.become({ is: 'waiting', reason: new ChatError('PEER_NOT_FOUND') })
  t.alike(await none.ui.participant?.find(9, () => true), [])
  none.ui.end()
})

test('messages are posted and confirmed, or the reason is reported', async (t) => {
  const chat = start({ messages: ['one', '/two'] })
  const host = await chat.enter(t)
  await host.take(2)
  t.is(await chat.ended, null)
  t.alike(host.said, ['one', '/two'])
  t.is(chat.ui.participant, null, 'nothing is read')

  const late = start({ messages: ['one', 'two'], timeoutMs: 20 })
  const slow = await late.enter(t)
  await slow.take(1)
  const error = await late.ended
  t.is(error?.code, 'NOT_CONFIRMED')
  t.ok(/1 of your messages within 0.02 s/.test(error?.message ?? ''), error?.message)
})

test('a plain host gets waiting texts once the connection is open', async (t) => {
  const chat = start({ isPlain: true, messages: ['one', 'two'] })
  const { client, host } = connectionPair(t)
  await chat.link.use(client)
  const lines = new Promise<string>((resolve) => {
    let text = ''
    host.on('data', (chunk) => {
      text += String(chunk)
      if (text.endsWith('two\n')) resolve(text)
    })
  })
  t.is(await lines, 'one\ntwo\n')
  t.is(await chat.ended, null)
  t.ok(chat.ui.told('plain-host'))

  const lost = start({ isPlain: true, messages: ['one'] })
  const never = connectionPair(t).client
  await lost.link.use(never)
  never.destroy()
  t.is((await lost.ended)?.code, 'LOST')
  t.absent(lost.ui.told('plain-host'), 'there is no host')
})

test('a text under way to a plain host when the connection broke is reported as unsent', async (t) => {
  const chat = start({ isPlain: true })
  const { client, host } = connectionPair(t)
  // As the connection answers when it is gone before the other end has acknowledged everything.
  client.flush = () => Promise.resolve(false)
  await chat.link.use(client)
  void chat.ui.participant?.post('perhaps')
  await new Promise<void>((resolve) => host.once('data', () => resolve()))
  client.destroy(new Error('broken'))
  t.is((await chat.ended)?.code, 'LOST')
  t.alike(chat.ui.unsent, ['perhaps'])
})

test('a failed output ends the chat', async (t) => {
  const chat = start()
  chat.ui.fail(new ChatError('OUTPUT_CLOSED'))
  t.is((await chat.ended)?.code, 'OUTPUT_CLOSED')
})

test('a name is saved once the host accepts it, unless the key was already in the room', async (t) => {
  for (const hadJoined of [false, true]) {
    const folder = await t.tmp()
    const chat = start({ folder, name: 'bot' })
    await chat.enter(t, { name: hadJoined ? 'anna' : 'bot', hadJoined })
    const told = chat.ui.reports.filter(({ event }) => event === 'name-unused')
    const unused = { event: 'name-unused', name: 'anna', wish: 'bot' } as const
    t.alike(told, hadJoined ? [unused] : [])
    t.is(fs.existsSync(path.join(folder, 'name')), !hadJoined)
    chat.ui.end()
    await chat.ended
  }
})

test('connecting is reported once for each cause, and step by step on a screen', async (t) => {
  const chat = start()
  const { link, ui } = chat
  const reason = new ChatError('PEER_NOT_FOUND')
  const states: LinkState[] = [
    { is: 'looking-up' },
    { is: 'waiting', reason },
    { is: 'looking-up' },
    { is: 'waiting', reason },
    { is: 'found' },
    { is: 'knocking' },
    { is: 'found' },
    { is: 'connected' },
    { is: 'waiting', reason: new ChatError('ROOM_FULL') },
    { is: 'looking-up' },
    { is: 'connected' },
    { is: 'admitted' }
  ]
  await link.served
  for (const state of states) link.become(state)
  const told = ui.reports.flatMap((report) => {
    if (report.event === 'stage') return []
    return 'code' in report ? `${report.event} ${report.code}` : report.event
  })
  t.alike(told, [
    'connecting',
    'retrying PEER_NOT_FOUND',
    'knocking',
    'connected',
    'retrying ROOM_FULL'
  ])
  const stages = ui.reports.flatMap((report) => (report.event === 'stage' ? report.stage : []))
  t.alike(
    stages,
    states.slice(0, -1).map(({ is }) => is)
  )
  ui.end()
  link.fail(reason)
  await chat.ended
})

/** As if the process that holds them had ended. */
function releaseLocks(folder: string): void {
  const room = keyOf(ROOM.publicKey)
  fs.rmSync(path.join(folder, 'outbox', `${room}.lock`))
  fs.rmSync(path.join(folder, 'transcript', room, 'lock'))
}

test('for whoever reconnects, a host that leaves is one to get back to, once its last words are read', async (t) => {
  const chat = start({ reconnects: true })
  const host = await chat.enter(t)
  let onHeard = (): void => {}
  await new Promise<void>((resolve) => {
    chat.ui.heard = () => {
      resolve()
      return new Promise((resolveHeard) => (onHeard = resolveHeard))
    }
    host.leave()
  })
  await Promise.resolve()
  t.absent(chat.ui.isInterrupted, 'not yet')
  onHeard()
  t.is((await chat.ended)?.code, 'HOST_LEFT', 'as the link is told')
})

type Chat = ReturnType<typeof start>
type Host = Awaited<ReturnType<Chat['enter']>>

/** Anna's chat, with a scripted link and UI. */
function start(options: Partial<ChatOptions> = {}, pastShown = 0) {
  const [link, ui] = [new FakeLink(), new FakeUi(pastShown)]
  const joined = joinChat({ ...usualChat(), link, ui, ...options })
  const ended = joined.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ChatError) return error
      throw error
    }
  )
  /** Admits Anna over an in-memory connection. */
  const enter = async (t: Assertions, { name = 'anna', hadJoined = false } = {}) => {
    const connections = connectionPair(t)
    await link.use(connections.client)
    const host = new FakeHost(connections.host)
    await host.opened
    host.welcome(name, hadJoined)
    await link.admitted
    return host
  }
  return { link, ui, ended, enter }
}

class FakeHost {
  readonly connection: Connection
  readonly channel: RoomChannel
  readonly opened: Promise<void>
  hello: Hello | null = null
  readonly posts: Post[] = []
  #taken = 0
  #onPost: () => void = () => {}

  constructor(connection: Connection) {
    this.connection = connection
    this.channel = new RoomChannel(connection, null)
    this.opened = new Promise((resolve) => {
      const onOpen = (hello: Hello): void => {
        this.hello = hello
        resolve()
      }
      this.channel.listen({ onOpen })
    })
    this.channel.listen({
      onPost: (post) => {
        this.posts.push(post)
        this.#onPost()
      }
    })
  }

  /** Resolves when a post is here. */
  arrived(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPost = resolve
      if (this.posts.length > 0) resolve()
    })
  }

  get said(): string[] {
    return this.posts.map(({ text }) => text)
  }

  welcome(name: string, hadJoined: boolean): void {
    const you = keyOf(ANNA.publicKey)
    const numbers = { log: '0123456789abcdef', seq: 0, from: 0, isResumed: false }
    const facts = { roomName: null, isPrivate: false, transcript: 'kept' } as const
    const roster = [{ key: you, name, isPlain: false, isAway: false }]
    this.channel.welcome({
      room: keyOf(ROOM.publicKey),
      you,
      name,
      ...numbers,
      ...facts,
      roster,
      hadJoined
    })
  }

  /** Takes the next posts, once they are here. */
  async take(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onPost = () => {
        if (this.posts.length >= this.#taken + count) resolve()
      }
      this.#onPost()
    })
    for (const post of this.posts.slice(this.#taken, this.#taken + count)) {
      const author = keyOf(ANNA.publicKey)
      const event = { type: 'post', author, name: 'anna', ...post } as const
      this.channel.event(encodeEvent(++this.#taken, 1, event))
    }
  }

  leave(): void {
    this.connection.end()
  }
}

class FakeLink implements Usable {
  state: LinkState = { is: 'idle' }
  path = null
  isClosed = false
  readonly finished: Promise<void>
  readonly admitted: Promise<void>
  #listeners: ((state: LinkState) => void)[] = []
  #onUser: (use: UseConnection) => void = () => {}
  readonly served = new Promise<UseConnection>((resolve) => (this.#onUser = resolve))
  #onAdmitted: () => void = () => {}
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor() {
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.admitted = new Promise((resolve) => (this.#onAdmitted = resolve))
  }

  on(event: 'change' | 'path', listener: (is: never) => void): void {
    if (event === 'change') this.#listeners.push(listener as (state: LinkState) => void)
  }

  serve(use: UseConnection): void {
    this.#onUser(use)
  }

  /** Resolves once the connection is in use. */
  async use(connection: Connection): Promise<void> {
    const use = await this.served
    use(connection, () => this.#onAdmitted()).then(this.#resolve, this.#reject)
  }

  become(state: LinkState): void {
    this.state = state
    for (const listener of this.#listeners) listener(state)
  }

  fail(error: ChatError): void {
    this.#reject(error)
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

class FakeUi implements ChatUi {
  readonly reports: ReportEvent[] = []
  participant: Participant | null = null
  draft = ''
  readonly pastShown: number
  readonly said: [text: string, isHistory: boolean][] = []
  onReport: () => void = () => {}
  isInterrupted = false
  #onEnd: () => void = () => {}
  #onFailed: (error: ChatError) => void = () => {}
  #onPost: () => void = () => {}
  /** Resolves when a post was heard. */
  readonly heardPost = new Promise<void>((resolve) => (this.#onPost = resolve))
  readonly failed = new Promise<ChatError>((resolve) => (this.#onFailed = resolve))
  readonly report = (event: ReportEvent): void => {
    this.reports.push(event)
    this.onReport()
  }

  constructor(pastShown: number) {
    this.pastShown = pastShown
  }

  get unsent(): readonly string[] {
    return this.reports.flatMap((report) => (report.event === 'unsent' ? report.texts : []))
  }

  say(output: Output): void {
    if (output.event !== 'post') return
    this.said.push([output.text, output.isHistory])
    this.#onPost()
  }

  heard(): Promise<void> {
    return Promise.resolve()
  }

  run(participant: Participant): Promise<void> {
    this.participant = participant
    return new Promise((resolve) => (this.#onEnd = resolve))
  }

  interrupt(): void {
    this.isInterrupted = true
  }

  told(event: ReportEvent['event']): boolean {
    return this.reports.some((report) => report.event === event)
  }

  end(): void {
    this.#onEnd()
  }

  fail(error: ChatError): void {
    this.#onFailed(error)
  }
}
