// The chat on the client: a member on a link, for a user, a script, or a few messages to post.
import { onShutdown } from '../shared/app/exit.ts'
import { Deferred } from '../shared/base/deferred.ts'
import { ChatError } from '../shared/base/errors.ts'
import { shortKey } from '../shared/base/key.ts'
import { eventFields } from '../shared/chat/output.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import type { Welcome } from '../shared/room/messages.ts'
import { announce } from './announce.ts'
import type { ChatOptions } from './chat-options.ts'
import { converse, listenOut } from './conversation.ts'
import type { LinkState, OnAdmitted } from './link/link-state.ts'
import { isLate, leave, mayLeave } from './leaving.ts'
import { Member } from './member/member.ts'
import { OwnPath } from './relays/own-path.ts'
import { RoomMemory } from './memory/room-memory.ts'

/**
 * Chats until the host leaves, the input ends or /quit. The host then has everything that was posted. Throws ChatError
 * NOT_POSTED, NOT_CONFIRMED, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, or why the link or conversation ended.
 */
export async function joinChat(options: ChatOptions): Promise<void> {
  const chat = new MemberChat(options)
  // However it ends, even by a signal.
  onShutdown(() => chat.tellUnsent())
  onShutdown(() => chat.remember())
  try {
    await chat.run()
  } finally {
    await chat.remember()
  }
}

class MemberChat {
  readonly #options: ChatOptions
  readonly #memory: RoomMemory
  readonly #member: Member
  readonly #path: OwnPath
  readonly #wish: string | null
  #state: 'running' | 'leaving' | 'cut off' = 'running'
  #isUnsentTold = false
  #wasIn = false
  #onAdmitted: OnAdmitted = () => {}
  readonly #quit = new Deferred()

  constructor(options: ChatOptions) {
    this.#options = options
    const { folder, hostKey, keepsTranscript, messages, name, ui, visits } = options
    const onProblem = (text: string): void => ui.say({ event: 'problem', text })
    visits.onProblem = onProblem
    this.#wish = name ?? resolveName(folder, null, onProblem)
    const room = hostKey
    // A script that repeats a failed --send must not find it sent twice, and with --send nobody reads what others say.
    const keptIn = messages === null ? folder : null
    this.#memory = new RoomMemory({ folder: keptIn, room, keepsTranscript, onProblem })
    this.#path = new OwnPath(options.link, { ...options, member: () => this.#member })
    this.#member = new Member({
      ...options,
      path: this.#path,
      memory: this.#memory.heard,
      transcript: this.#memory.transcript,
      outbox: this.#memory.outbox,
      name: this.#wish,
      say: (output) => {
        // With --send only problems are shown, not what others post.
        if (messages === null || output.event === 'problem') ui.say(output)
      },
      heard: () => ui.heard(),
      onWelcome: (welcome) => this.#onWelcome(welcome),
      onRename: (chosen) => saveName(folder, chosen),
      invite: async () => {
        const { invitationTo } = await import('../shared/app/invitation.ts')
        return invitationTo(hostKey, null, options.bootstrap)
      },
      quit: () => this.#quit.resolve()
    })
  }

  async run(): Promise<void> {
    const { link, ui } = this.#options
    const failed = ui.failed.then((error) => Promise.reject(error))
    const { isOnTerminal, messages, timeoutMs } = this.#options
    const isPatient = !isOnTerminal || messages !== null
    const wish = Promise.race([this.#speak(), this.#quit.promise])
    const left = mayLeave(wish, { member: this.#member, link, isPatient })
    try {
      const late = isLate(this.#member, messages === null ? null : timeoutMs)
      await Promise.race([this.#cutOff(), left, failed, late, this.#comeIn()])
    } finally {
      this.tellUnsent()
    }
    const count = this.#member.waiting.length
    if (count > 0) throw new ChatError('NOT_POSTED', { values: { count } })
    this.#state = 'leaving'
    await Promise.race([failed, leave(this.#options)])
  }

  /** Saves what was seen and what is not sent, for the next start. */
  async remember(): Promise<void> {
    this.#options.visits.left()
    await this.#memory.close()
  }

  /** Reports texts that the host does not have, and the line being typed. */
  tellUnsent(): void {
    const { messages, ui } = this.#options
    const texts = this.#member.waiting
    // A user who leaves has seen their unfinished line.
    const draft = this.#state === 'cut off' ? ui.draft : ''
    if (this.#isUnsentTold || messages !== null || (texts.length === 0 && draft === '')) return
    this.#isUnsentTold = true
    ui.report({ event: 'unsent', texts, draft, isKept: this.#memory.outbox.isKept })
  }

  /** Resolves when the input has ended, or all messages are posted. */
  async #speak(): Promise<void> {
    const { messages, ui } = this.#options
    if (messages === null) return ui.run(this.#member)
    const { runText } = await import('../shared/chat/run.ts')
    for (const message of messages) void runText(this.#member, message)
  }

  /** Shows what was seen last, for a person to find their place again. */
  async #showPast(): Promise<void> {
    const { messages, ui } = this.#options
    if (messages !== null || ui.pastShown === 0) return
    const past = await this.#member.earlier(ui.pastShown)
    for (const event of past) {
      ui.say({ ...eventFields(event), isHistory: true, isOwn: event.author === this.#member.key })
    }
  }

  /** Connects, once the past is shown. Rejects when it cannot be read, and never resolves. */
  async #comeIn(): Promise<never> {
    await this.#showPast()
    this.#connect()
    return new Promise(() => {})
  }

  #connect(): void {
    const { hostKey, isPlain, link, messages, reconnects, relayWords, ui } = this.#options
    const member = this.#member
    announce(link, {
      // `returned` says more, but not of a plain host.
      report: (event) => {
        if (event.event !== 'reconnected' || isPlain) ui.report(event)
      },
      path: this.#path,
      hostKey,
      key: member.key,
      name: this.#wish ?? shortKey(member.key),
      isPlain
    })
    const onState = ({ is }: LinkState): void => {
      if (is === 'waiting' || is === 'knocking' || is === 'lost') member.leftAlone()
    }
    onState(link.state)
    link.on('change', onState)
    link.serve((connection, onAdmitted) => {
      this.#onAdmitted = (succession) => {
        this.#wasIn = true
        onAdmitted(succession)
      }
      const onPlainHost = (): void => {
        this.#onAdmitted('follow')
        this.#path.settle()
        if (messages !== null || !isPlain) ui.report({ event: 'plain-host' })
      }
      const talk = { connection, member, relayWords: relayWords ?? null, isPlain }
      const conversation = { ...talk, demandsHost: reconnects, onPlainHost }
      return reconnects ? listenOut(conversation) : converse(conversation)
    })
  }

  /** Resolves when the host has left, rejects when the connection ended otherwise: the user did not leave. */
  async #cutOff(): Promise<void> {
    const { link, ui } = this.#options
    try {
      await link.finished
    } finally {
      if (this.#state === 'running') {
        this.#state = 'cut off'
        // Nobody was typing if the chat never started.
        if (this.#wasIn || this.#member.waiting.length > 0 || ui.draft !== '') ui.interrupt()
      }
    }
    if (this.#state === 'cut off') ui.report({ event: 'host-left' })
  }

  #onWelcome({ name, hadJoined, roomName }: Welcome): void {
    const { folder, name: wish, ui, visits } = this.#options
    visits.arrived(roomName)
    const isReturn = this.#wasIn
    this.#onAdmitted()
    this.#path.settle()
    if (wish === null || isReturn) return
    if (hadJoined) ui.report({ event: 'name-unused', name, wish })
    else resolveName(folder, wish, (text) => ui.say({ event: 'problem', text }))
  }
}
