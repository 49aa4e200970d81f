// Posts the host has not taken yet, in the order they were made. Pure.
import { LIMITS } from '../shared/base/limits.ts'
import type { Post } from '../shared/room/events.ts'

export class Outbox {
  readonly #posts: Post[] = []
  /** How many of the posts, from the first on, are under way. */
  #underWay = 0

  /** Posts not taken yet. */
  get size(): number {
    return this.#posts.length
  }

  /** Their texts. */
  get texts(): string[] {
    return this.#posts.map(({ text }) => text)
  }

  add(post: Post): void {
    this.#posts.push(post)
  }

  /** The posts to send now: so many that no more than LIMITS.postsUnderWay are under way. */
  next(): Post[] {
    const posts = this.#posts.slice(this.#underWay, LIMITS.postsUnderWay)
    this.#underWay += posts.length
    return posts
  }

  /** The host has taken a post: its event has come. False when it was none of ours. */
  taken(id: string): boolean {
    const index = this.#posts.findIndex((post) => post.id === id)
    if (index === -1) return false
    this.#posts.splice(index, 1)
    if (index < this.#underWay) this.#underWay--
    return true
  }

  /** Nothing is under way any more: the host did not take it, or the connection is another one. */
  rewind(): void {
    this.#underWay = 0
  }
}
