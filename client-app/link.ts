// The way to the host: dials, and dials again while that is worth it. Hands each connection to whoever uses it,
// and does not know what for.
import { Timer } from '../shared/base/clock.ts'
import { ChatError, EXIT, toChatError, type ChatErrorCode } from '../shared/base/errors.ts'
import { ReadyResource } from '../shared/base/packages.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { dial, opened, type DialStage } from '../shared/network/dial.ts'
import type { Traffic } from '../shared/network/traffic.ts'
import { closeGently, type Connection, type Node } from '../shared/network/node.ts'
import { whyNotAdmitted, type LinkState, type Usable, type UseConnection } from './link-state.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** Below what a host lets one key try (LIMITS.handshakesPerMinute): an attempt takes several seconds itself. */
const KNOCK_PAUSE_MS = 1000
/** A host that lets us in answers within a few round trips. */
const ANSWER_MS = 1000

export interface LinkOptions {
  node: Node
  hostKey: Uint8Array
  keyPair: KeyPair
  /** What a connection may cost, until it is known what the host is. */
  traffic: Traffic
  /** How long it may take until the host has let us in; null for as long as it takes. */
  timeoutMs: number | null
  /** Try again while the host is not there, not reachable, busy or full. */
  waits: boolean
  /** A host that is there and does not answer may be private: dial until it lets us in. */
  knocks: boolean
}

/** Reasons of a host to turn somebody away that pass. */
const PASSING: ReadonlySet<ChatErrorCode> = new Set(['BUSY', 'ROOM_FULL'])

export class Link extends ReadyResource<{ change: [LinkState] }> implements Usable {
  readonly #options: LinkOptions
  #state: LinkState = { is: 'idle' }
  #connection: Connection | null = null
  #deadline: Timer | null = null
  #pause: Timer | null = null
  /** Until a host that was found has answered. */
  #answer: Timer | null = null
  #lastReason: ChatError | null = null
  #onUser: (use: UseConnection) => void = () => {}
  readonly #user = new Promise<UseConnection>((resolve) => (this.#onUser = resolve))
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}

  /**
   * Resolves when whoever uses the connection is done with it. Throws what that throws, or a ChatError with exit
   * code 3 (not found, unreachable), 4 (refused) or 6 (timed out).
   */
  readonly finished = new Promise<void>((resolve, reject) => {
    this.#resolve = resolve
    this.#reject = reject
  })

  constructor(options: LinkOptions) {
    super()
    this.#options = options
    // Whoever waits for it may still be on the way.
    this.finished.catch(() => {})
  }

  get state(): LinkState {
    return this.#state
  }

  /** From now on `use` gets each connection; one that is being opened already at once. */
  serve(use: UseConnection): void {
    this.#onUser(use)
  }

  protected override async _open(): Promise<void> {
    const { timeoutMs } = this.#options
    if (timeoutMs !== null) this.#deadline = new Timer(timeoutMs, () => this.#expire(timeoutMs))
    this.#run().then(this.#resolve, this.#reject)
  }

  protected override async _close(): Promise<void> {
    this.#deadline?.cancel()
    this.#pause?.cancel()
    this.#answer?.cancel()
    const wasOpen = this.#state.is === 'connected' || this.#state.is === 'admitted'
    this.#become({ is: 'closed' })
    if (this.#connection === null) return
    if (wasOpen) await closeGently(this.#connection)
    else this.#connection.destroy()
  }

  async #run(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.#attempt()
      } catch (error) {
        const reason = toChatError(error)
        const isKnock = this.#options.knocks && reason.code === 'PEER_UNREACHABLE'
        if (this.closing || !(isKnock || this.#isPassing(reason))) throw reason
        this.#lastReason = reason
        this.#become(isKnock ? { is: 'knocking' } : { is: 'waiting', reason })
        await this.#rest(isKnock ? KNOCK_PAUSE_MS : pauseMs)
      }
    }
  }

  async #attempt(): Promise<void> {
    const { node, hostKey, keyPair, traffic } = this.#options
    // Who knocks goes on knocking until somebody opens.
    if (this.#state.is !== 'knocking') this.#become({ is: 'looking-up' })
    const onStage = (stage: DialStage): void => {
      if (this.#connection === connection) this.#reach(stage)
    }
    const connection = dial(node, hostKey, { keyPair, traffic, onStage })
    // An error that nobody listens for ends the process.
    connection.on('error', () => {})
    this.#connection = connection
    const using = this.#user.then((use) => use(connection, () => this.#admit()))
    // What it makes of a connection that never opens is not why that did not.
    using.catch(() => {})
    try {
      await opened(connection, node)
    } finally {
      this.#answer?.cancel()
    }
    this.#connected()
    await using
  }

  #reach(stage: DialStage): void {
    const { is } = this.#state
    if (stage === 'answered') {
      this.#answer?.cancel()
      if (is === 'knocking') this.#become({ is: 'found' })
    } else if (stage === 'punching') {
      this.#become({ is: 'punching' })
    } else if (is === 'looking-up') {
      this.#become({ is: 'found' })
      const knocksIn = this.#options.knocks ? ANSWER_MS : Infinity
      this.#answer = new Timer(knocksIn, () => this.#become({ is: 'knocking' }))
    }
  }

  #connected(): void {
    if (this.#state.is !== 'admitted') this.#become({ is: 'connected' })
  }

  #admit(): void {
    this.#deadline?.cancel()
    // Whoever uses the connection may hear first that it is open.
    this.#connected()
    this.#become({ is: 'admitted' })
  }

  #become(state: LinkState): void {
    const { is } = this.#state
    if (is === 'closed' || (is === state.is && is !== 'waiting')) return
    this.#state = state
    this.emit('change', state)
  }

  #isPassing({ code, exitCode }: ChatError): boolean {
    return this.#options.waits && (exitCode === EXIT.UNREACHABLE || PASSING.has(code))
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => (this.#pause = new Timer(ms, resolve)))
  }

  #expire(timeoutMs: number): void {
    const reason = whyNotAdmitted(this.#state, this.#lastReason)
    this.#reject(new ChatError('TIMED_OUT', { values: { seconds: timeoutMs / 1000, reason } }))
    void this.close()
  }
}
