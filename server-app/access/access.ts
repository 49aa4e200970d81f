// Access control: decided at the handshake, before any data of ours is exchanged.
import path from '#path'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { KeyList } from './key-list.ts'
import { Knocks, type KnockEar } from './knocks.ts'

const MOST_REMEMBERED = 10_000

export interface AccessOptions {
  /** The folder of the lists `allowed` and `banned`; null keeps them in memory. */
  folder: string | null
  isPrivate: boolean
  /** The monotonic clock. */
  now?: () => number
}

export class Access {
  readonly isPrivate: boolean
  /** Whether the owner of a key is known here: their knocks are reported however many others knock. */
  isKnown: (key: PublicKey) => boolean = () => false
  /** A list was edited into something unreadable; the argument is a sentence. The previous list stays in force. */
  onUnreadable: (problem: string) => void = () => {}
  readonly #allowed: KeyList
  readonly #banned: KeyList
  readonly #knocks: Knocks
  readonly #denied = new Set<PublicKey>()
  /** Keys that came with the words of an invite, while nothing has to be listed. */
  readonly #guests = new Set<PublicKey>()

  /** Throws STORAGE_UNREADABLE. */
  constructor({ folder, isPrivate, now = monotonicMs }: AccessOptions) {
    this.isPrivate = isPrivate
    this.#knocks = new Knocks(now)
    this.#allowed = new KeyList(folder && path.join(folder, 'allowed'))
    this.#banned = new KeyList(folder && path.join(folder, 'banned'))
    for (const list of [this.#allowed, this.#banned]) {
      list.onUnreadable = (problem) => this.onUnreadable(problem)
    }
  }

  /** Whether a handshake is rejected. Banned keys are let through to be told so; a rejected peer would think that it is knocking. */
  denies(key: PublicKey): boolean {
    if (!this.isPrivate || this.isBanned(key)) return false
    if (this.#allowed.has(key)) return false
    if (!this.#denied.has(key)) this.#knocks.add(key, this.isKnown(key))
    return true
  }

  /** Whether a key is on the allow list, or was invited. */
  isAllowed(key: PublicKey): boolean {
    return this.#guests.has(key) || this.#allowed.has(key)
  }

  isBanned(key: PublicKey): boolean {
    return this.#banned.has(key)
  }

  /** Those of the keys that are banned. */
  bannedAmong(keys: PublicKey[]): PublicKey[] {
    return this.#banned.among(keys)
  }

  // Each of these takes effect at once, and throws NOT_KEPT when it could not be saved.

  allow(key: PublicKey, comment: string): void {
    this.#knocks.delete(key)
    this.#denied.delete(key)
    this.#allowed.add(key, comment)
  }

  /** Lets in a guest with the words of an invite: onto the list of a private room. */
  invite(key: PublicKey, comment: string): void {
    if (this.isPrivate) this.allow(key, comment)
    else if (this.#guests.size < MOST_REMEMBERED) this.#guests.add(key)
  }

  /** Removes it from the list, and ignores its knocks while this host runs. */
  deny(key: PublicKey): void {
    this.#knocks.delete(key)
    if (this.#denied.size < MOST_REMEMBERED) this.#denied.add(key)
    this.#allowed.remove(key)
  }

  ban(key: PublicKey, comment: string): void {
    this.#knocks.delete(key)
    try {
      this.#banned.add(key, comment)
    } finally {
      this.#allowed.remove(key)
    }
  }

  unban(key: PublicKey): void {
    this.#banned.remove(key)
  }

  /** Keys that start with these digits: those that knock, and those on a list. */
  startingWith(digits: string): PublicKey[] {
    const knocking = this.knocking().filter((key) => key.startsWith(digits))
    const lists = [this.#allowed, this.#banned].flatMap((list) => list.startingWith(digits))
    return Array.from(new Set([...knocking, ...lists]))
  }

  /** Keys that knock. */
  knocking(): PublicKey[] {
    return this.#knocks.keys()
  }

  /** Reports knocks from now on, starting with those that have already come. */
  hearKnocks(ear: KnockEar): void {
    this.#knocks.listen(ear)
  }

  /** Reports the count of further knocks if that is due. Call it every second or so. */
  countKnocks(): void {
    this.#knocks.count()
  }
}
