// Remembers ids by author, to recognise what is sent again. Pure.
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { RecentMap } from '../base/recent-map.ts'

/** The id of something an author has signed. */
export interface SignedId {
  /** The author's key. */
  author: PublicKey
  id: string
  /** In milliseconds since 1970, by the author's clock. */
  signedAt: number
}

/** 'now': seen by this process. 'before': by an earlier one. */
export type When = 'now' | 'before'

/** The newest LIMITS.rememberedPosts of a kind. */
export class KnownIds {
  readonly #now = new RecentMap<string, true>(LIMITS.rememberedPosts)
  readonly #before: ReadonlySet<string>
  readonly #onAdded: (heard: SignedId) => void

  /** `before`: ids from earlier processes. `onAdded` is called with each new id, to save it. */
  constructor(before: SignedId[] = [], onAdded: (added: SignedId) => void = () => {}) {
    this.#before = new Set(before.map(({ author, id }) => author + id))
    this.#onAdded = onAdded
  }

  /** When the id was seen; null if it is new. */
  when(author: PublicKey, id: string): When | null {
    if (this.#now.has(author + id)) return 'now'
    return this.#before.has(author + id) ? 'before' : null
  }

  /** `signedAt`: null for unsigned ids, which are not saved. */
  add({ author, id, signedAt }: Omit<SignedId, 'signedAt'> & { signedAt: number | null }): void {
    const isNew = this.when(author, id) === null
    this.#now.set(author + id, true)
    if (isNew && signedAt !== null) this.#onAdded({ author, id, signedAt })
  }
}
