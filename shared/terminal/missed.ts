// Holds what was missed until all of it has come, and knows what is on the screen already. Pure.
import { LIMITS } from '../base/limits.ts'
import type { Output } from '../chat/output.ts'

export type Post = Extract<Output, { event: 'post' }>

export class Missed {
  /** Posts from before this process came in, which a host may send again. */
  readonly #past = new Set<string>()
  /** The newest missed ones; null unless somebody returns. */
  #held: Post[] | null = null

  /** What was missed follows. */
  begin(): void {
    this.#held ??= []
  }

  /** Whether a post is not to be shown now. `isIn`: this process has been welcomed. */
  takes(post: Post, isIn: boolean): boolean {
    if (!post.isHistory) return false
    if (this.#past.has(post.id)) return true
    if (!isIn) this.#past.add(post.id)
    if (this.#held === null) return false
    this.#held.push(post)
    if (this.#held.length > LIMITS.shownMissed) this.#held.shift()
    return true
  }

  /** All has come: the newest LIMITS.shownMissed, oldest first. */
  end(): Post[] {
    const held = this.#held ?? []
    this.#held = null
    return held
  }
}
