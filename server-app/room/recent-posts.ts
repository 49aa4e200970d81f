// The newest posts of a room: to recognise resent ones, and to show newcomers. Pure.
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { RecentMap } from '../../shared/base/recent-map.ts'
import type { PostRef } from './past.ts'

export class RecentPosts {
  readonly #history: number
  /** The number of each post, by author and id. */
  readonly #seqs = new RecentMap<string, number>(LIMITS.rememberedPosts)
  /** The numbers of the posts shown to newcomers, oldest first. */
  #shown: number[] = []

  /** `history`: how many posts newcomers get. */
  constructor(history: number) {
    this.#history = history
  }

  /** The number of that post; null for a new one, or one of too long ago. */
  seqOf(author: PublicKey, id: string): number | null {
    return this.#seqs.get(author + id) ?? null
  }

  add({ seq, author, id }: PostRef): void {
    this.#seqs.set(author + id, seq)
    this.#shown.push(seq)
    this.#shorten()
  }

  /** Adds earlier posts, oldest first. */
  addOlder(posts: PostRef[]): void {
    this.#seqs.addOlder(posts.map(({ author, id, seq }) => [author + id, seq]))
    this.#shown.unshift(...posts.map(({ seq }) => seq))
    this.#shorten()
  }

  /** The number of the oldest post shown to newcomers; null for none. */
  get firstShown(): number | null {
    return this.#shown[0] ?? null
  }

  #shorten(): void {
    this.#shown.splice(0, this.#shown.length - this.#history)
  }
}
