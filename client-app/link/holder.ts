// Keeps a connection to the host in use: watches it, replaces it when it falls silent, and gets back when it is lost.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { ChatError, toChatError } from '../../shared/base/errors.ts'
import type { DialStage } from '../../shared/network/dial-stage.ts'
import { Heartbeats } from '../../shared/network/heartbeats.ts'
import type { Connection, Node } from '../../shared/network/node.ts'
import { isPassingOnceIn, type Succession, type UseConnection } from './link-state.ts'
import { Reconnector } from './reconnector.ts'

export interface HolderOptions {
  node: Pick<Node, 'watchNetwork'>
  /** How long to try to get back; 0 for not at all, Infinity for ever. */
  reconnectMs: number
  /** Resolves with another open connection. */
  dial: (onStage: (stage: DialStage) => void) => Promise<Connection>
  /** Another connection is open. */
  onConnected: (connection: Connection) => void
  onAdmitted: (connection: Connection) => void
  /** The connection is gone, for `reason`. `failure`: why the last attempt to get back failed. */
  onLost: (reason: ChatError, failure: ChatError | null) => void
  clock?: Clock
}

export class Holder {
  readonly #options: HolderOptions
  readonly #heartbeats: Heartbeats
  readonly #reconnector: Reconnector
  #onUser: (use: UseConnection) => void = () => {}
  readonly #user = new Promise<UseConnection>((resolve) => (this.#onUser = resolve))
  #current: Connection | null = null
  /** Still in use until the host has admitted us on the current one. */
  #former: Connection | null = null
  #succession: Succession = 'none'
  /** The current connection works, and will not for long. */
  #isEnding = false
  #lostFor: ChatError | null = null
  #deadline: { cancel(): void } | null = null
  #onNext: (connection: Connection) => void = () => {}
  #onGiveUp: (reason: ChatError) => void = () => {}
  readonly #stopWatching: () => void

  constructor(options: HolderOptions) {
    this.#options = options
    const { clock = CLOCK } = options
    this.#heartbeats = new Heartbeats({ probes: true, clock })
    this.#reconnector = new Reconnector({
      attempt: (onPunching) =>
        options.dial((stage) => {
          if (stage === 'punching') onPunching()
        }),
      onOpen: (connection) => this.#take(connection),
      onFailed: (failure) => this.#onFailed(failure),
      clock
    })
    this.#stopWatching = options.node.watchNetwork(() => {
      this.#heartbeats.doubt()
      this.#reconnector.hurry()
    })
  }

  /** From now on `use` gets each connection, starting with the one that is held already. */
  serve(use: UseConnection): void {
    this.#onUser(use)
  }

  /**
   * Has `first`, which may not be open yet, used, then those that take its place, until their user needs none. Rejects
   * with the user's error, if the host cannot be got back to.
   */
  async hold(first: Connection): Promise<void> {
    for (let connection: Connection | null = first; connection !== null;) {
      connection = await this.#holdOne(connection)
    }
  }

  /** The connection is open: from now on its silence is noticed. */
  watch(connection: Connection): void {
    this.#heartbeats.watch(connection, {
      onSuspect: () => {
        const isReplaceable = this.#mayReturn && this.#succession === 'replace'
        if (connection === this.#current && isReplaceable) this.#reconnector.start()
      },
      isReplaceable: () => this.#mayReturn,
      onDead: () => connection.destroy(new ChatError('LOST'))
    })
  }

  /** The current connection is about to end: has another take its place before, if that can be. */
  renew(): void {
    if (!this.#mayReturn || this.#succession !== 'replace') return
    this.#isEnding = true
    this.#reconnector.start()
  }

  /** Whether another connection can take the place of the current one, and none is about to. */
  get mayReplace(): boolean {
    const isBusy = this.#former !== null || this.#lostFor !== null || this.#reconnector.isTrying
    return this.#mayReturn && this.#succession === 'replace' && !isBusy
  }

  /** An open connection by a better path: it takes the place of the current one, unless that is too late. */
  replace(connection: Connection): void {
    if (this.mayReplace) this.#take(connection)
    else connection.destroy()
  }

  close(): void {
    this.#stopWatching()
    this.#reconnector.stop()
    this.#deadline?.cancel()
    this.#succession = 'none'
  }

  #take(connection: Connection): void {
    this.watch(connection)
    this.#options.onConnected(connection)
    this.#onNext(connection)
  }

  get #mayReturn(): boolean {
    return this.#succession !== 'none' && this.#options.reconnectMs > 0
  }

  /** Resolves with the connection that takes its place; null when the user needs none. */
  async #holdOne(connection: Connection): Promise<Connection | null> {
    this.#current = connection
    const next = new Promise<Connection>((resolve) => (this.#onNext = resolve))
    const use = await this.#user
    const using = use(connection, (succession = 'replace') => this.#admit(connection, succession))
    try {
      const replacement = await Promise.race([next, using.then(() => null)])
      this.#former = replacement === null ? null : connection
      return replacement
    } catch (error) {
      return await this.#getBack(toChatError(error), next)
    }
  }

  #admit(connection: Connection, succession: Succession): void {
    if (connection !== this.#current) return
    this.#leaveFormer()
    this.#succession = succession
    this.#lostFor = null
    this.#isEnding = false
    this.#deadline?.cancel()
    this.#deadline = null
    this.#reconnector.settle()
    this.#options.onAdmitted(connection)
  }

  #getBack(reason: ChatError, next: Promise<Connection>): Promise<Connection> {
    this.#leaveFormer()
    if (!this.#mayReturn || !isPassingOnceIn(reason)) {
      this.#reconnector.stop()
      throw reason
    }
    this.#lostFor ??= reason
    this.#options.onLost(this.#lostFor, reason === this.#lostFor ? null : reason)
    this.#reconnector.start()
    const givenUp = new Promise<never>((_, reject) => (this.#onGiveUp = reject))
    const { clock = CLOCK, reconnectMs } = this.#options
    this.#deadline ??= clock.after(reconnectMs, () => this.#giveUp(reason))
    return Promise.race([next, givenUp])
  }

  #onFailed(failure: ChatError): void {
    if (this.#lostFor === null) {
      // The connection is still there. If it has only been silent for a while, it goes on.
      const isAlive = this.#current !== null && this.#heartbeats.isAlive(this.#current)
      if (isAlive && !this.#isEnding) this.#reconnector.stop()
    } else if (isPassingOnceIn(failure)) this.#options.onLost(this.#lostFor, failure)
    else this.#giveUp(failure)
  }

  #giveUp(reason: ChatError): void {
    this.#reconnector.stop()
    this.#onGiveUp(reason)
  }

  #leaveFormer(): void {
    this.#former?.destroy()
    this.#former = null
  }
}
