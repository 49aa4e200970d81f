// Who may come in: asked at the handshake, before any byte of ours.
import path from '#path'
import { monotonicMs } from '../shared/base/clock.ts'
import { b4a } from '../shared/base/packages.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
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
  /** Whether the owner of a key, in hex, is no stranger here: its knock is told whoever else knocks. */
  isKnown: (key: string) => boolean = () => false
  /** A list has been changed to what cannot be read, as a sentence: what was on it counts on. */
  onUnreadable: (problem: string) => void = () => {}
  readonly #allowed: KeyList
  readonly #banned: KeyList
  readonly #knocks: Knocks
  readonly #denied = new Set<string>()

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

  /** Whether a handshake is turned down. A banned key is not, to be told: else it would take itself to knock. */
  denies(publicKey: Uint8Array): boolean {
    const key = formatPublicKey(publicKey)
    if (!this.isPrivate || this.isBanned(publicKey)) return false
    if (this.#allowed.has(publicKey)) return false
    if (!this.#denied.has(key)) this.#knocks.add(key, this.isKnown(key))
    return true
  }

  /** Whether a key, in hex, is on the list of those who may come. */
  isAllowed(key: string): boolean {
    return this.#allowed.has(b4a.from(key, 'hex'))
  }

  isBanned(publicKey: Uint8Array): boolean {
    return this.#banned.has(publicKey)
  }

  // Each of these holds at once, and throws NOT_KEPT where it could not be written.

  allow(publicKey: Uint8Array, comment: string): void {
    const key = formatPublicKey(publicKey)
    this.#knocks.delete(key)
    this.#denied.delete(key)
    this.#allowed.add(publicKey, comment)
  }

  /** Off the list, and heard of no more while this host runs. */
  deny(publicKey: Uint8Array): void {
    const key = formatPublicKey(publicKey)
    this.#knocks.delete(key)
    if (this.#denied.size < MOST_REMEMBERED) this.#denied.add(key)
    this.#allowed.remove(publicKey)
  }

  ban(publicKey: Uint8Array, comment: string): void {
    this.#knocks.delete(formatPublicKey(publicKey))
    try {
      this.#banned.add(publicKey, comment)
    } finally {
      this.#allowed.remove(publicKey)
    }
  }

  unban(publicKey: Uint8Array): void {
    this.#banned.remove(publicKey)
  }

  /** Keys, in hex, that a person may mean with their first digits: those that knock, and those on a list. */
  startingWith(digits: string): string[] {
    const knocking = this.knocking().filter((key) => key.startsWith(digits))
    const lists = [this.#allowed, this.#banned].flatMap((list) => list.startingWith(digits))
    return Array.from(new Set([...knocking, ...lists]))
  }

  /** Keys that knock, in hex. */
  knocking(): string[] {
    return this.#knocks.keys()
  }

  /** Tells of knocks from now on, those that have come already first. */
  hearKnocks(ear: KnockEar): void {
    this.#knocks.listen(ear)
  }

  /** Tells how many more have knocked than were told one by one, if that is due: to be called every second or so. */
  countKnocks(): void {
    this.#knocks.count()
  }
}
