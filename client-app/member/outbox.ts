// The outbox: posts and whispers that the host has not confirmed, in order. Decides when to send and resend them;
// sending itself is up to the caller.
import { Timer } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { Person } from '../../shared/room/messages.ts'
import type { Said } from '../memory/said.ts'

/** What keeps it for the next start. */
export interface OutboxStore {
  /** What was left by earlier processes. */
  readonly left: readonly Said[]
  /** Something was said, or it is clear now whom it is for. */
  add(said: Said): void
  /** It is not to be sent again. */
  remove(id: string): void
}

const NOTHING: OutboxStore = { left: [], add: () => {}, remove: () => {} }

export class Outbox {
  readonly #store: OutboxStore
  readonly #said: Said[]
  /** Ids of messages that were sent and are not confirmed. */
  readonly #underWay = new Set<string>()
  #send: ((said: Said) => void) | null = null
  /** Runs while the host accepts nothing. */
  #pause: Timer | null = null
  #waiting: { most: number; resolve: () => void }[] = []

  /** Starts with what `store` has left. */
  constructor(store = NOTHING) {
    this.#store = store
    this.#said = store.left.map((said) => ({ ...said }))
  }

  /** Everything waiting, in order. */
  get said(): readonly Said[] {
    return this.#said
  }

  /** All waiting texts, as they are shown. */
  get texts(): string[] {
    return this.#said.map(({ text, to }) => {
      if (to === null) return text
      return `to ${typeof to === 'string' ? to : to.name} alone: ${text}`
    })
  }

  /** Resolves when fewer than LIMITS.postsUnderWay are waiting: until then further ones could not be sent. */
  add(said: Said): Promise<void> {
    // On disk first: what is shown as waiting survives a crash.
    this.#store.add(said)
    this.#said.push(said)
    this.#flush()
    return this.atMost(LIMITS.postsUnderWay - 1)
  }

  /** Resolves once at most this many are left. */
  atMost(most: number): Promise<void> {
    if (this.#said.length <= most) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ most, resolve }))
  }

  /** Resolves the strings that name recipients. `find` returns null for nobody, and has then removed that whisper. */
  address(find: (who: string, id: string) => Person | null): void {
    for (const said of this.#said.slice()) {
      if (typeof said.to !== 'string') continue
      const person = find(said.to, said.id)
      if (person === null) continue
      // At the next start, somebody else may have that name.
      said.to = person
      this.#store.add(said)
    }
  }

  /** From now on sends through `send`, starting with everything waiting. */
  open(send: (said: Said) => void): void {
    this.#send = send
    this.#flush()
  }

  /** The channel is closed, and nothing in flight counts as confirmed. */
  close(): void {
    this.#send = null
    this.#pause?.cancel()
    this.#pause = null
    this.#underWay.clear()
  }

  /** The host dropped a post and all after it: they are resent after a delay. */
  slowDown(afterMs: number): void {
    this.#pause ??= new Timer(afterMs, () => {
      this.#pause = null
      for (const { id, to } of this.#said) if (to === null) this.#underWay.delete(id)
      this.#flush()
    })
  }

  /** Removes a message that the host has, or will never accept. Null if it is not here. */
  take(id: string): Said | null {
    const index = this.#said.findIndex((said) => said.id === id)
    const [said = null] = index === -1 ? [] : this.#said.splice(index, 1)
    this.#underWay.delete(id)
    if (said !== null) this.#store.remove(id)
    const isDue = ({ most }: { most: number }): boolean => this.#said.length <= most
    for (const { resolve } of this.#waiting.filter(isDue)) resolve()
    this.#waiting = this.#waiting.filter((waiting) => !isDue(waiting))
    this.#flush()
    return said
  }

  /** A plain host cannot recognise what it gets twice: what has gone out is not sent at the next start. */
  unkeep(id: string): void {
    this.#store.remove(id)
  }

  #flush(): void {
    for (const said of this.#said) {
      if (this.#send === null || this.#pause !== null) return
      if (this.#underWay.size >= LIMITS.postsUnderWay) return
      if (this.#underWay.has(said.id)) continue
      this.#underWay.add(said.id)
      this.#send(said)
    }
  }
}
