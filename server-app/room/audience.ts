// Delivers events to every seat of a room, starting with its welcome. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import type { Presence, Welcome } from '../../shared/room/messages.ts'
import type { LoggedEvent } from '../../shared/log/log.ts'

/** One connection of a member, as the room sees it. */
export interface Seat {
  /** The public key. */
  readonly key: PublicKey
  readonly isPlain: boolean
  /** The member was admitted: events follow from `welcome.from` on. */
  welcome(welcome: Welcome): void
  /** An event for everybody. */
  onEvent(event: LoggedEvent): void
  /** Some are away, or back. */
  onPresence(presence: Presence): void
  /** Another connection of the same process takes its place. */
  replace(): void
  /** Its place goes to somebody with priority. */
  giveWay(): void
  /** A call on this seat threw: that is this seat's failure only. */
  onFailed(error: unknown): void
}

interface Arrival {
  seat: Seat
  /** The newest event that its welcome reports. */
  seq: number
  makeWelcome: () => Welcome
}

export class Audience {
  readonly #seats = new Set<Seat>()
  /** Seats whose welcome waits until the events it reports are written. */
  #arriving: Arrival[] = []

  /** Admits a seat once all events up to `seq` are written. */
  admit(arrival: Arrival, lastSeq: number): void {
    this.#arriving.push(arrival)
    this.#welcome(lastSeq)
  }

  dismiss(seat: Seat): void {
    this.#seats.delete(seat)
    this.#arriving = this.#arriving.filter((arrival) => arrival.seat !== seat)
  }

  /** Delivers written events to everybody. */
  tell(events: LoggedEvent[]): void {
    for (const event of events) {
      for (const seat of this.#seats) attempt(seat, () => seat.onEvent(event))
    }
    this.#welcome(events.at(-1)?.seq ?? 0)
  }

  /** Tells everybody who is away, or back. */
  tellPresence(presence: Presence): void {
    for (const seat of this.#seats) attempt(seat, () => seat.onPresence(presence))
  }

  #welcome(lastSeq: number): void {
    const ready = this.#arriving.filter(({ seq }) => seq <= lastSeq)
    this.#arriving = this.#arriving.filter(({ seq }) => seq > lastSeq)
    for (const { seat, makeWelcome } of ready) {
      this.#seats.add(seat)
      attempt(seat, () => seat.welcome(makeWelcome()))
    }
  }
}

function attempt(seat: Seat, task: () => void): void {
  try {
    task()
  } catch (error) {
    seat.onFailed(error)
  }
}
