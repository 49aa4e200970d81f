// What was heard, by author and id, so that what comes again is known. Pure.
import { LIMITS } from '../base/limits.ts'

/** Something an author has signed. */
export interface SignedId {
  /** The author's key, in hex. */
  author: string
  id: string
  /** In milliseconds since 1970, by the author's clock. */
  signedAt: number
}

/** 'now': by this process. 'before': by one that is gone. */
export type When = 'now' | 'before'

/** The newest LIMITS.rememberedPosts of a kind. */
export class KnownIds {
  readonly #now = new Set<string>()
  readonly #before: ReadonlySet<string>
  readonly #onAdded: (heard: SignedId) => void

  /** `before`: what is known from before. `onAdded`: told of what is new, to be known the next time. */
  constructor(before: SignedId[] = [], onAdded: (added: SignedId) => void = () => {}) {
    this.#before = new Set(before.map(({ author, id }) => author + id))
    this.#onAdded = onAdded
  }

  /** When it was heard; null for what is new. */
  when(author: string, id: string): When | null {
    if (this.#now.has(author + id)) return 'now'
    return this.#before.has(author + id) ? 'before' : null
  }

  /** `signedAt`: null for what nobody has signed, which is not known the next time. */
  add({ author, id, signedAt }: Omit<SignedId, 'signedAt'> & { signedAt: number | null }): void {
    const isNew = this.when(author, id) === null
    this.#now.add(author + id)
    const [oldest = ''] = this.#now
    if (this.#now.size > LIMITS.rememberedPosts) this.#now.delete(oldest)
    if (isNew && signedAt !== null) this.#onAdded({ author, id, signedAt })
  }
}
