// Remembers the room that is joined, what its host calls it, and when one was there.
import { timeOfDay } from '../shared/base/clock.ts'
import { ChatError } from '../shared/base/errors.ts'
import type { PublicKey } from '../shared/base/key.ts'
import { quote } from '../shared/base/text.ts'
import { KnownRooms } from '../shared/identity/known-rooms.ts'

export interface VisitsOptions {
  /** The folder of all identities; null to remember nothing. */
  storage: string | null
  /** The host's key. */
  key: PublicKey
  timeOfDay?: () => number
}

export class Visits {
  /** What the user calls the room; null for nothing. */
  readonly alias: string | null
  /** Something the user has to know, as a sentence. */
  onProblem: (problem: string) => void = () => {}
  readonly #options: VisitsOptions
  readonly #rooms: KnownRooms | null
  #wasThere = false
  #failure: ChatError | null = null

  constructor(options: VisitsOptions) {
    this.#options = options
    this.#rooms = options.storage === null ? null : new KnownRooms(options.storage)
    this.alias = this.#attempt((rooms) => rooms.withKey(options.key)?.alias) ?? null
  }

  /** The host has admitted us. `roomName`: what it calls the room; null if it did not say. */
  arrived(roomName: string | null): void {
    const { key } = this.#options
    const isFirst = !this.#wasThere
    this.#wasThere = true
    if (!isFirst) return
    this.#attempt((rooms) => {
      rooms.visit(key, roomName, this.#now())
      const namesake = roomName === null ? null : rooms.called(roomName)
      if (namesake === null || namesake.key === key) return
      const name = quote(namesake.alias ?? '')
      this.onProblem(
        `The host calls this room ${quote(roomName ?? '')}, but what you call ${name} is another: ${namesake.key}`
      )
    })
    // Perhaps since the start, when nobody listened yet.
    if (this.#failure !== null) this.onProblem(this.#failure.message)
  }

  /** We leave. */
  left(): void {
    if (this.#wasThere) this.#attempt((rooms) => rooms.visit(this.#options.key, null, this.#now()))
  }

  #now(): number {
    return (this.#options.timeOfDay ?? timeOfDay)()
  }

  /** Nothing ends because the list cannot be read or written. */
  #attempt<Result>(task: (rooms: KnownRooms) => Result): Result | null {
    if (this.#rooms === null || this.#failure !== null) return null
    try {
      return task(this.#rooms)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      this.#failure = error
      return null
    }
  }
}
