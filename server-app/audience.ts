// Who hears what is said in a room: every seat from its welcome on. Pure.
import type { Welcome } from '../shared/room/messages.ts'
import type { LoggedEvent } from './log/log.ts'

/** One connection of a member, as the room sees it. */
export interface Seat {
  /** The public key, 64 hex digits. */
  readonly key: string
  readonly isPlain: boolean
  /** The way in is open: events follow from `welcome.from` on. */
  welcome(welcome: Welcome): void
  /** An event everybody may see. */
  onEvent(event: LoggedEvent): void
  /** Its place is for somebody who comes first. */
  giveWay(): void
  /** One of the others threw: that is this seat's trouble, and nobody else's. */
  onFailed(error: unknown): void
}

interface Arrival {
  seat: Seat
  /** The newest event it is told of in its welcome. */
  seq: number
  makeWelcome: () => Welcome
}

export class Audience {
  readonly #seats = new Set<Seat>()
  /** Those whose welcome waits until what they are told of in it is written. */
  #arriving: Arrival[] = []

  /** Lets a seat hear what is said, once all up to `seq` is written. */
  admit(arrival: Arrival, lastSeq: number): void {
    this.#arriving.push(arrival)
    this.#welcome(lastSeq)
  }

  dismiss(seat: Seat): void {
    this.#seats.delete(seat)
    this.#arriving = this.#arriving.filter((arrival) => arrival.seat !== seat)
  }

  /** Tells everybody of events that are written. */
  tell(events: LoggedEvent[]): void {
    for (const event of events) {
      for (const seat of this.#seats) attempt(seat, () => seat.onEvent(event))
    }
    this.#welcome(events.at(-1)?.seq ?? 0)
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
