// The connections to relays, which carry other connections: one for all that a relay carries, and some kept open for when
// they are needed.
import type { Connection } from 'hyperdht'
import { CLOCK, type Clock } from '../base/clock.ts'
import { keyOf, type PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import type { DialStage } from './dial-stage.ts'
import { Heartbeats } from './heartbeats.ts'
import { RelayConnection } from './relay-connection.ts'

/** It has not answered; or what it carried has ended with an error, for which others may be to blame. */
export type RelayFailure = 'silent' | 'broken'

type FailureWatcher = (relay: PublicKey, failure: RelayFailure) => void

export type ConnectToRelay = (relay: PublicKey, onStage: (stage: DialStage) => void) => Connection

export class RelayConnections {
  readonly #connect: ConnectToRelay
  readonly #clock: Clock
  readonly #heartbeats: Heartbeats
  /** With the key of each relay. */
  readonly #connections = new Map<RelayConnection, PublicKey>()
  readonly #kept = new Map<PublicKey, Kept>()
  /** Keys, by identity: those that nobody was told. */
  readonly #refused = new WeakSet<Uint8Array>()
  readonly #failureWatchers = new Set<FailureWatcher>()

  constructor(connect: ConnectToRelay, clock = CLOCK) {
    this.#connect = connect
    this.#clock = clock
    this.#heartbeats = new Heartbeats({ probes: true, clock })
  }

  /** HyperDHT will connect to these very bytes, and must not. */
  readonly refuse = (relay: Uint8Array): void => {
    this.#refused.add(relay)
  }

  /** Calls `onFailed` when a relay fails. The returned function stops that. */
  watchFailures(onFailed: FailureWatcher): () => void {
    this.#failureWatchers.add(onFailed)
    return () => this.#failureWatchers.delete(onFailed)
  }

  /** For HyperDHT, when something is to be carried by this relay: it takes the result for a connection of its own. */
  borrow(relay: Uint8Array): Connection {
    const key = keyOf(relay)
    const isOver = this.#refused.has(relay) || this.#connections.size >= LIMITS.relayConnections
    const connection = (isOver ? null : this.#usable(key)) ?? this.#open(key)
    if (isOver) connection.destroy()
    return connection.lend()
  }

  /** Keeps a connection to the relay open until the returned function is called: who needs it need not wait. */
  keep(key: PublicKey): () => void {
    const kept = this.#kept.get(key) ?? {
      keepers: 0,
      pause: null,
      pauseMs: LIMITS.relayRestoreMs
    }
    this.#kept.set(key, kept)
    kept.keepers += 1
    this.#ensure(key)
    return () => {
      kept.keepers -= 1
      if (kept.keepers > 0) return
      kept.pause?.cancel()
      this.#kept.delete(key)
      this.#tidy(key)
    }
  }

  /** Whether a connection to the relay is open, so that a meeting there takes no time. */
  isReady(key: PublicKey): boolean {
    return this.#usable(key)?.isOpen === true
  }

  /** The network has changed: other paths may lead to the relays. */
  doubt(): void {
    this.#heartbeats.doubt()
    for (const connection of this.#connections.keys()) connection.isStale = true
    for (const key of new Set(this.#connections.values())) this.#tidy(key)
    for (const key of this.#kept.keys()) this.#ensure(key)
  }

  /** The relay that carries a connection now, null if its path is direct: it may become so. */
  carrierOf(connection: Connection): PublicKey | null {
    const [, key] = [...this.#connections].find(([relay]) => relay.carries(connection)) ?? []
    return key ?? null
  }

  /** Opens no more. */
  close(): void {
    for (const { pause } of this.#kept.values()) pause?.cancel()
    this.#kept.clear()
  }

  #tell(key: PublicKey, failure: RelayFailure): void {
    for (const onFailed of this.#failureWatchers) onFailed(key, failure)
  }

  #usable(key: PublicKey): RelayConnection | null {
    const own = this.#of(key)
    return own.find(({ isUsable }) => isUsable) ?? null
  }

  #of(key: PublicKey): RelayConnection[] {
    return [...this.#connections].filter(([, of]) => of === key).map(([connection]) => connection)
  }

  #open(key: PublicKey): RelayConnection {
    const connection = new RelayConnection({
      connect: (onStage) => this.#connect(key, onStage),
      heartbeats: this.#heartbeats,
      clock: this.#clock,
      onIdle: () => this.#tidy(key),
      onBroken: () => this.#tell(key, 'broken'),
      onClosed: (hasFailed) => {
        this.#connections.delete(connection)
        if (hasFailed) this.#tell(key, 'silent')
        this.#restore(key)
      }
    })
    this.#connections.set(connection, key)
    return connection
  }

  #ensure(key: PublicKey): void {
    const isFull = this.#connections.size >= LIMITS.relayConnections
    if (!isFull && this.#kept.has(key) && !this.#usable(key)) this.#open(key)
  }

  /** A kept one is gone: opens another, after a while. */
  #restore(key: PublicKey): void {
    const kept = this.#kept.get(key)
    if (!kept || kept.pause) return
    kept.pause = this.#clock.after(kept.pauseMs, () => {
      kept.pause = null
      this.#ensure(key)
    })
    kept.pauseMs = Math.min(kept.pauseMs * 2, LIMITS.relayRestMs)
  }

  /** Lets idle ones go: all but one that is kept. */
  #tidy(key: PublicKey): void {
    const spared = this.#kept.has(key) ? this.#usable(key) : null
    for (const connection of this.#of(key))
      if (connection.isIdle && connection !== spared) connection.destroy()
  }
}

interface Kept {
  keepers: number
  /** Runs before it is opened again. */
  pause: { cancel(): void } | null
  pauseMs: number
}
