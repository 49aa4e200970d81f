// The newest posts of a room: to recognise resent ones, and to show newcomers. Pure.
import { LIMITS } from '../shared/base/limits.ts'
import type { PostRef } from './past.ts'

export class RecentPosts {
  readonly #history: number
  #ids = new Set<string>()
  /** The numbers of the posts shown to newcomers, oldest first. */
  #shown: number[] = []

  /** `history`: how many posts newcomers get. */
  constructor(history: number) {
    this.#history = history
  }

  has(author: string, id: string): boolean {
    return this.#ids.has(author + id)
  }

  add({ seq, author, id }: PostRef): void {
    this.#ids.add(author + id)
    if (this.#history > 0) this.#shown.push(seq)
    this.#forget()
  }

  /** Adds earlier posts, oldest first. */
  addOlder(posts: PostRef[]): void {
    this.#ids = new Set([...posts.map(({ author, id }) => author + id), ...this.#ids])
    if (this.#history > 0) this.#shown.unshift(...posts.map(({ seq }) => seq))
    this.#forget()
  }

  /** The number of the oldest post shown to newcomers; null for none. */
  get firstShown(): number | null {
    return this.#shown[0] ?? null
  }

  #forget(): void {
    this.#shown.splice(0, this.#shown.length - this.#history)
    for (const id of this.#ids) {
      if (this.#ids.size <= LIMITS.rememberedPosts) return
      this.#ids.delete(id)
    }
  }
}
