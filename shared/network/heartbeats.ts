// Watches connections for signs of life. libudx answers probes by itself, in any program and through relays, and counts
// what arrives: this needs no protocol. One timer looks at all connections, and notices when the machine has slept.
import type { Connection } from 'hyperdht'
import { CLOCK, timeOfDay, type Clock } from '../base/clock.ts'
import { DEAD_MS, LATE_DEAD_MS, Pulse, type Verdict } from './pulse.ts'

const LOOK_MS = 250
/** A look that comes so much later than it should: this process was stopped, or the machine suspended. */
const LATE_MS = 1500
/** How often a side probes by itself. The other side hears that, and only probes when it does not. */
const PROBE_MS = 1000
const QUICK_PROBE_MS = 250
/** Not 0: libudx would probe without a pause. */
const NEVER_MS = 24 * 60 * 60 * 1000

const irreplaceable = new WeakSet<Connection>()

/** Nothing can follow this connection: what is on its way would be lost with it, so it gets more time. */
export function markIrreplaceable(connection: Connection): void {
  irreplaceable.add(connection)
}

/** When a connection was alive last, by the wall clock. */
const aliveAt = new WeakMap<Connection, number>()

/** How long nothing has arrived, asleep or awake, to a second or so. For a closed connection too; 0 if never watched. */
export function silentMs(connection: Connection, now = timeOfDay()): number {
  return Math.max(now - (aliveAt.get(connection) ?? now), 0)
}

export interface HeartbeatHandlers {
  /** Something may be wrong, at one end or the other. */
  onUnanswered?: () => void
  /** Nothing arrives any more, or this machine was asleep: another path may be needed. Once, until something arrives. */
  onSuspect?: () => void
  /** Whether another connection can follow; true if there is nobody to ask. */
  isReplaceable?: () => boolean
  /** Called once. */
  onDead: () => void
}

export interface HeartbeatsOptions {
  /** Whether we probe even if the other side may do so: one of two is enough. */
  probes: boolean
  clock?: Clock
  /** The wall clock, which goes on while a machine is suspended, when others may not. */
  timeOfDay?: () => number
}

interface Watched extends HeartbeatHandlers {
  pulse: Pulse
  verdict: Verdict
}

export class Heartbeats {
  readonly #clock: Clock
  readonly #timeOfDay: () => number
  readonly #probeMs: number
  readonly #watched = new Map<Connection, Watched>()
  #look: { cancel(): void } | null = null
  #lookedAt = 0
  #lookedAtTime = 0

  constructor({ probes, ...options }: HeartbeatsOptions) {
    this.#clock = options.clock ?? CLOCK
    this.#timeOfDay = options.timeOfDay ?? timeOfDay
    this.#probeMs = probes ? PROBE_MS : NEVER_MS
  }

  /** Watches an open connection until it closes, or the returned function is called. */
  watch(connection: Connection, handlers: HeartbeatHandlers): () => void {
    const { rawStream } = connection
    const pulse = new Pulse(rawStream.packetsReceived, this.#clock.now())
    this.#watched.set(connection, { ...handlers, pulse, verdict: 'alive' })
    aliveAt.set(connection, this.#timeOfDay())
    rawStream.setKeepalive(this.#probeMs)
    if (this.#look === null) this.#wait()
    const stop = (): void => void this.#watched.delete(connection)
    connection.once('close', stop)
    return stop
  }

  /** Whether something arrived a moment ago. */
  isAlive(connection: Connection): boolean {
    return this.#watched.get(connection)?.verdict === 'alive'
  }

  /** The network has changed: what does not answer soon is suspected. */
  doubt(): void {
    const now = this.#clock.now()
    for (const [{ rawStream }, { pulse }] of this.#watched) {
      pulse.doubt(rawStream.packetsReceived, now)
    }
  }

  #wait(): void {
    this.#lookedAt = this.#clock.now()
    this.#lookedAtTime = this.#timeOfDay()
    this.#look = this.#clock.after(LOOK_MS, () => this.#lookAround())
  }

  #lookAround(): void {
    this.#look = null
    const lateMs = this.#lateMs()
    // Before anything else: what is still in the socket may be from before the sleep.
    if (lateMs >= LATE_MS) this.#wake(lateMs)
    for (const [connection, watched] of this.#watched) this.#lookAt(connection, watched)
    if (this.#watched.size > 0) this.#wait()
  }

  #lateMs(): number {
    const clockMs = this.#clock.now() - this.#lookedAt
    return Math.max(clockMs, this.#timeOfDay() - this.#lookedAtTime) - LOOK_MS
  }

  #wake(asleepMs: number): void {
    const now = this.#clock.now()
    for (const [{ rawStream }, { pulse }] of this.#watched) {
      // After a short one, the other side is still waiting.
      if (asleepMs < DEAD_MS / 2) pulse.doubt(rawStream.packetsReceived, now)
      else pulse.suspect(rawStream.packetsReceived, now)
    }
  }

  #lookAt(connection: Connection, watched: Watched): void {
    const { rawStream } = connection
    const before = watched.verdict
    const isReplaceable = !irreplaceable.has(connection) && (watched.isReplaceable?.() ?? true)
    const deadMs = isReplaceable ? DEAD_MS : LATE_DEAD_MS
    watched.verdict = watched.pulse.look(rawStream.packetsReceived, this.#clock.now(), deadMs)
    if (watched.verdict === 'alive') aliveAt.set(connection, this.#timeOfDay())
    if (watched.verdict === before) return
    if (before === 'alive') rawStream.setKeepalive(QUICK_PROBE_MS)
    if (watched.verdict === 'alive') rawStream.setKeepalive(this.#probeMs)
    if (watched.verdict === 'unanswered') watched.onUnanswered?.()
    if (watched.verdict === 'suspect') watched.onSuspect?.()
    if (watched.verdict !== 'dead') return
    this.#watched.delete(connection)
    watched.onDead()
  }
}
