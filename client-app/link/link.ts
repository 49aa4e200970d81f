// The link to the host: dials, dials again as long as that is worthwhile, and gets back to a host that was lost. Hands
// each connection to its user, and does not know what for.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { Deferred } from '../../shared/base/deferred.ts'
import { ChatError, toChatError } from '../../shared/base/errors.ts'
import { ReadyResource } from '../../shared/base/packages.ts'
import type { DialStage } from '../../shared/network/dial-stage.ts'
import type { Connection } from '../../shared/network/node.ts'
import { PathWatch, type Path } from '../../shared/network/path.ts'
import { DirectPath } from './direct-path.ts'
import { Dialer } from './dialer.ts'
import { Holder } from './holder.ts'
import type { LinkOptions } from './link-options.ts'
import { mayTryAgain, whyNotAdmitted } from './link-state.ts'
import type { LinkState, Usable, UseConnection } from './link-state.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** Stays below a host's limit for one key (LIMITS.handshakesPerMinute): an attempt itself takes several seconds. */
const KNOCK_PAUSE_MS = 1000
/** A host that admits us answers within a few round trips. */
const ANSWER_MS = 1000

export class Link extends ReadyResource<{ change: [LinkState]; path: [Path] }> implements Usable {
  readonly #options: LinkOptions
  readonly #clock: Clock
  readonly #dialer: Dialer
  readonly #holder: Holder
  readonly #path: PathWatch
  readonly #directPath: DirectPath
  readonly #stopWatching: () => void
  #state: LinkState = { is: 'idle' }
  #deadline: { cancel(): void } | null = null
  #pause: { cancel(): void } | null = null
  /** Runs until a host that was found has answered. */
  #answer: { cancel(): void } | null = null
  #lastReason: ChatError | null = null
  #wasAdmitted = false
  readonly #outcome = new Deferred()

  /**
   * Resolves when the user of the connection no longer needs it. Rejects with that user's error, or with a ChatError
   * of exit code 3 (not found, unreachable), 4 (refused) or 6 (timed out).
   */
  readonly finished = this.#outcome.promise

  constructor(options: LinkOptions) {
    super()
    this.#options = options
    this.#clock = options.clock ?? CLOCK
    this.#dialer = new Dialer(options)
    this.#directPath = new DirectPath({
      ...options,
      mayReplace: () => this.#holder.mayReplace,
      dial: () => this.#dialer.openDirect(),
      onOpen: (connection) => this.#holder.replace(connection)
    })
    this.#path = new PathWatch(options.node, (path) => {
      this.#directPath.follow(path.kind === 'relayed' && !this.closing)
      this.emit('path', path)
    })
    this.#stopWatching = options.node.watchNetwork(() => this.#directPath.hurry())
    this.#holder = new Holder({
      ...options,
      dial: (onStage) => this.#dialer.open(onStage),
      onConnected: (connection) => this.#connected(connection),
      onAdmitted: (connection) => this.#admit(connection),
      onLost: (reason, failure) => this.#become({ is: 'lost', reason, failure })
    })
    // Nobody may await it yet, so a failure must not be unhandled.
    this.finished.catch(() => {})
  }

  get state(): LinkState {
    return this.#state
  }

  get path(): Path | null {
    return this.#path.path
  }

  /** From now on `use` gets each connection, starting with one that is being opened already. */
  serve(use: UseConnection): void {
    this.#holder.serve(use)
  }

  /** The connection is about to end: has another take its place before. */
  renew(): void {
    this.#holder.renew()
  }

  protected override async _open(): Promise<void> {
    const { timeoutMs: ms } = this.#options
    if (ms !== null) this.#deadline = this.#clock.after(ms, () => this.#expire(ms))
    this.#run().then(this.#outcome.resolve, this.#outcome.reject)
  }

  protected override async _close(): Promise<void> {
    for (const timer of [this.#deadline, this.#pause, this.#answer]) timer?.cancel()
    this.#become({ is: 'closed' })
    this.#stopWatching()
    this.#directPath.follow(false)
    this.#holder.close()
    await this.#dialer.close()
  }

  async #run(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.#attempt()
      } catch (error) {
        const reason = toChatError(error)
        if (!this.closing && this.#dialer.hasOtherPaths) continue
        const isKnock = this.#options.knocks && reason.code === 'PEER_UNREACHABLE'
        const goesOn =
          isKnock || mayTryAgain(reason, { ...this.#options, wasAdmitted: this.#wasAdmitted })
        if (this.closing || !goesOn) throw reason
        this.#lastReason = reason
        this.#become(isKnock ? { is: 'knocking' } : { is: 'waiting', reason })
        await this.#rest(isKnock ? KNOCK_PAUSE_MS : pauseMs)
      }
    }
  }

  async #attempt(): Promise<void> {
    // The state stays 'knocking' until we are admitted.
    if (this.#state.is !== 'knocking') this.#become({ is: 'looking-up' })
    let isOver = false
    const { connection, opened } = this.#dialer.dial((stage) => {
      if (!isOver) this.#reach(stage)
    })
    const held = this.#holder.hold(connection)
    // If the connection never opens, the reason for that counts, not what its user made of it.
    held.catch(() => {})
    try {
      await opened
    } finally {
      isOver = true
      this.#answer?.cancel()
    }
    this.#holder.watch(connection)
    this.#connected(connection)
    await held
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
      this.#answer = this.#clock.after(knocksIn, () => this.#become({ is: 'knocking' }))
    }
  }

  #connected(connection: Connection): void {
    this.#path.follow(connection)
    if (this.#state.is !== 'admitted') this.#become({ is: 'connected' })
  }

  #admit(connection: Connection): void {
    this.#deadline?.cancel()
    // The user of the connection may learn first that it is open.
    this.#connected(connection)
    this.#wasAdmitted = true
    this.#become({ is: 'admitted' })
  }

  #become(state: LinkState): void {
    const { is } = this.#state
    const mayRepeat = is === 'waiting' || is === 'lost'
    if (is === 'closed' || (is === state.is && !mayRepeat)) return
    this.#state = state
    this.emit('change', state)
  }

  /** Until the time is over, or a change of the network may have mended what was wrong. */
  async #rest(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const ends = [
        this.#clock.after(ms, resolve),
        { cancel: this.#options.node.watchNetwork(resolve) }
      ]
      this.#pause = { cancel: () => ends.forEach((end) => end.cancel()) }
    })
    this.#pause?.cancel()
  }

  #expire(timeoutMs: number): void {
    const reason = whyNotAdmitted(this.#state, this.#lastReason)
    this.#outcome.reject(
      new ChatError('TIMED_OUT', { values: { seconds: timeoutMs / 1000, reason } })
    )
    void this.close()
  }
}
