// The chat as a member runs it: a member on a link, for a person, a script, or a few messages to post.
import { onShutdown } from '../shared/app/exit.ts'
import { Timer } from '../shared/base/clock.ts'
import { ChatError } from '../shared/base/errors.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import type { Welcome } from '../shared/room/messages.ts'
import { announce } from './announce.ts'
import { converse } from './conversation.ts'
import type { Usable } from './link-state.ts'
import { HeardFile } from './heard-file.ts'
import { Member } from './member.ts'

export interface ChatOptions {
  link: Usable
  keyPair: KeyPair
  hostKey: Uint8Array
  folder: string | null
  /** What to be called from now on; null for what it was called last. */
  name: string | null
  /** Post these and leave, instead of reading what is typed; null to take part. */
  messages: string[] | null
  /** How long posting them may take, connecting included; null for as long as it takes. */
  timeoutMs: number | null
  ui: ChatUi
  /** A person at a terminal is not kept waiting for a host that has not let them in. */
  isOnTerminal: boolean
  /** Speak plain lines from the start. */
  isPlain: boolean
}

/**
 * Chats until the host leaves, the input ends or /quit. The host has then what was said.
 * Throws ChatError NOT_POSTED, NOT_CONFIRMED, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, or why the link or the
 * conversation ended.
 */
export async function joinChat(options: ChatOptions): Promise<void> {
  const chat = new MemberChat(options)
  // However it ends: a signal may be what does.
  onShutdown(() => chat.tellUnsent())
  onShutdown(() => chat.remember())
  await chat.run()
}

class MemberChat {
  readonly #options: ChatOptions
  readonly #heard: HeardFile
  readonly #member: Member
  readonly #wish: string | null
  #state: 'running' | 'leaving' | 'cut off' = 'running'
  #isUnsentTold = false
  #wasIn = false
  #onAdmitted: () => void = () => {}
  #onQuit: () => void = () => {}
  readonly #quit = new Promise<void>((resolve) => (this.#onQuit = resolve))

  constructor(options: ChatOptions) {
    this.#options = options
    const { folder, hostKey, messages, name, ui } = options
    const onProblem = (text: string): void => ui.say({ event: 'problem', text })
    this.#wish = name ?? resolveName(folder, null, onProblem)
    this.#heard = new HeardFile({ folder, room: formatPublicKey(hostKey), onProblem })
    this.#member = new Member({
      ...options,
      known: this.#heard,
      name: this.#wish,
      say: (output) => {
        // Who only comes to post something is not interested in what others say.
        if (messages === null || output.event === 'problem') ui.say(output)
      },
      heard: () => ui.heard(),
      onWelcome: (welcome) => this.#onWelcome(welcome),
      onRename: (chosen) => saveName(folder, chosen),
      quit: () => this.#onQuit()
    })
  }

  async run(): Promise<void> {
    const { link, ui } = this.#options
    const failed = ui.failed.then((error) => Promise.reject(error))
    const left = this.#left(this.#speak())
    this.#connect()
    try {
      await Promise.race([this.#cutOff(), left, failed, this.#late()])
    } finally {
      this.tellUnsent()
    }
    const count = this.#member.waiting.length
    if (count > 0) throw new ChatError('NOT_POSTED', { values: { count } })
    this.#state = 'leaving'
    await Promise.race([failed, link.close()])
  }

  /** Keeps what was heard, to know it the next time. */
  remember(): void {
    this.#heard.close()
  }

  /** Says what is lost, if anything is: what the host does not have, and what was still being typed. */
  tellUnsent(): void {
    const { messages, ui } = this.#options
    const texts = this.#member.waiting
    // Whoever leaves has seen the line they leave unfinished.
    const draft = this.#state === 'cut off' ? ui.draft : ''
    if (this.#isUnsentTold || messages !== null || (texts.length === 0 && draft === '')) return
    this.#isUnsentTold = true
    ui.report({ event: 'unsent', texts, draft })
  }

  /** Resolves at the end of what is typed, or to be posted. */
  async #speak(): Promise<void> {
    const { messages, ui } = this.#options
    if (messages === null) return ui.run(this.#member)
    const { runText } = await import('../shared/chat/run.ts')
    for (const message of messages) void runText(this.#member, message)
  }

  #connect(): void {
    const { hostKey, isPlain, link, messages, ui } = this.#options
    const member = this.#member
    announce(link, {
      report: ui.report,
      hostKey: formatPublicKey(hostKey),
      key: member.key,
      name: this.#wish ?? member.key.slice(0, 8),
      isPlain
    })
    link.serve((connection, onAdmitted) => {
      this.#onAdmitted = () => {
        this.#wasIn = true
        onAdmitted()
      }
      const onPlainHost = (): void => {
        this.#onAdmitted()
        if (messages !== null || !isPlain) ui.report({ event: 'plain-host' })
      }
      return converse({ connection, member, isPlain, onPlainHost })
    })
  }

  /** Resolves when the host has left, throws why it is gone otherwise: this person did not want to leave. */
  async #cutOff(): Promise<void> {
    const { link, ui } = this.#options
    try {
      await link.finished
    } finally {
      if (this.#state === 'running') {
        this.#state = 'cut off'
        // Nobody types into a chat that never was.
        if (this.#wasIn || this.#member.waiting.length > 0 || ui.draft !== '') ui.interrupt()
      }
    }
    if (this.#state === 'cut off') ui.report({ event: 'host-left' })
  }

  /** Resolves when this person, or script, wants to leave, and nothing has to be waited for. */
  async #left(spoken: Promise<void>): Promise<void> {
    await Promise.race([spoken, this.#quit])
    if (this.#options.isOnTerminal && this.#options.messages === null && !this.#member.isIn) return
    await this.#member.emptied()
  }

  /** Throws when messages are not posted in time. Until the host lets us in, the link has the say. */
  #late(): Promise<never> {
    const { messages, timeoutMs } = this.#options
    return new Promise((_, reject) => {
      if (messages === null || timeoutMs === null) return
      const onLate = (): void => {
        const values = { count: this.#member.waiting.length, seconds: timeoutMs / 1000 }
        reject(new ChatError('NOT_CONFIRMED', { values }))
      }
      void new Timer(timeoutMs, onLate)
    })
  }

  #onWelcome({ name, hadJoined }: Welcome): void {
    const { folder, name: wish, ui } = this.#options
    this.#onAdmitted()
    if (wish === null) return
    if (hadJoined) ui.report({ event: 'name-unused', name, wish })
    else resolveName(folder, wish, (text) => ui.say({ event: 'problem', text }))
  }
}
