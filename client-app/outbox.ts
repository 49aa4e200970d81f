// What was said and is not with the host yet, in the order it was said: posts and whispers. Sends them as soon
// and as fast as it may, and again where that was in vain; how, it does not know.
import { Timer } from '../shared/base/clock.ts'
import { LIMITS } from '../shared/base/limits.ts'
import type { Person } from '../shared/room/messages.ts'

export interface Said {
  /** Of the post or the whisper: the same however often it is sent. */
  readonly id: string
  readonly text: string
  /** Null for everybody. A word where it is not known yet who is here: it means one of them. */
  to: Person | string | null
}

export class Outbox {
  readonly #said: Said[] = []
  /** Ids of those that were sent and have no answer yet. */
  readonly #underWay = new Set<string>()
  #send: ((said: Said) => void) | null = null
  /** The host takes no more until it is over. */
  #pause: Timer | null = null
  #waiting: { most: number; resolve: () => void }[] = []

  /** All of it, as it is shown while it waits. */
  get texts(): string[] {
    return this.#said.map(({ text, to }) => {
      if (to === null) return text
      return `to ${typeof to === 'string' ? to : to.name} alone: ${text}`
    })
  }

  /** Resolves when there are less than LIMITS.postsUnderWay: more are of no use before. */
  add(said: Said): Promise<void> {
    this.#said.push(said)
    this.#flush()
    return this.atMost(LIMITS.postsUnderWay - 1)
  }

  /** Resolves once no more than so many are left. */
  atMost(most: number): Promise<void> {
    if (this.#said.length <= most) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ most, resolve }))
  }

  /** Finds those whom words in whispers mean: null for nobody, and `find` has taken that one out. */
  address(find: (who: string, id: string) => Person | null): void {
    for (const said of this.#said.slice()) {
      if (typeof said.to === 'string') said.to = find(said.to, said.id)
    }
  }

  /** Sends through `send` from now on, all that is here first. */
  open(send: (said: Said) => void): void {
    this.#send = send
    this.#flush()
  }

  /** The way to the host is gone, and with it what was under way. */
  close(): void {
    this.#send = null
    this.#pause?.cancel()
    this.#pause = null
    this.#underWay.clear()
  }

  /** The host has not taken a post, nor any of those after it: they are sent again after a while. */
  slowDown(afterMs: number): void {
    this.#pause ??= new Timer(afterMs, () => {
      this.#pause = null
      for (const { id, to } of this.#said) if (to === null) this.#underWay.delete(id)
      this.#flush()
    })
  }

  /** The host has it, or will never take it. Null for what is not here. */
  take(id: string): Said | null {
    const index = this.#said.findIndex((said) => said.id === id)
    const [said = null] = index === -1 ? [] : this.#said.splice(index, 1)
    this.#underWay.delete(id)
    const isDue = ({ most }: { most: number }): boolean => this.#said.length <= most
    for (const { resolve } of this.#waiting.filter(isDue)) resolve()
    this.#waiting = this.#waiting.filter((waiting) => !isDue(waiting))
    this.#flush()
    return said
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
