// The pipes that can go on over another connection: found by the key of their peer and its secret, which only that peer
// knows, and given up when too many wait.
import { bytesOf, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a, sodium } from '../../shared/base/packages.ts'

export interface Resumable {
  /** What it keeps in memory to send again. */
  readonly keptBytes: number
  /** What has gone through it in both directions, and is confirmed or written. */
  readonly movedBytes: number
  giveUpWaiting(): void
}

export class PipeSessions<Pipe extends Resumable> {
  /** The key of each one's peer, and the secret. */
  readonly #owners = new Map<Pipe, Uint8Array>()
  /** Those that wait while others are served. */
  readonly #waiting = new Set<Pipe>()

  /** `session`: 64 hex digits. */
  add(pipe: Pipe, peer: PublicKey, session: string): void {
    this.#owners.set(pipe, ownerOf(peer, session))
  }

  /** Compares with all of them, to the last byte: how long that takes tells nothing. */
  find(peer: PublicKey, session: string): Pipe | null {
    const owner = ownerOf(peer, session)
    let found: Pipe | null = null
    for (const [pipe, other] of this.#owners) {
      if (sodium.sodium_memcmp(other, owner)) found = pipe
    }
    return found
  }

  /**
   * Its connection is broken, and others are served meanwhile. May give up those that have moved the least: strangers in
   * masses, who say a byte and vanish, push out each other.
   */
  wait(pipe: Pipe): void {
    this.#waiting.add(pipe)
    while (this.#isTooMuch) {
      const least = [...this.#waiting].reduce((one, other) =>
        other.movedBytes < one.movedBytes ? other : one
      )
      this.#waiting.delete(least)
      least.giveUpWaiting()
    }
  }

  isWaiting(pipe: Pipe): boolean {
    return this.#waiting.has(pipe)
  }

  goOn(pipe: Pipe): void {
    this.#waiting.delete(pipe)
  }

  delete(pipe: Pipe): void {
    this.#owners.delete(pipe)
    this.#waiting.delete(pipe)
  }

  get #isTooMuch(): boolean {
    const keptBytes = [...this.#waiting].reduce((sum, pipe) => sum + pipe.keptBytes, 0)
    return this.#waiting.size > LIMITS.waitingPipes || keptBytes > LIMITS.waitingBytes
  }
}

function ownerOf(peer: PublicKey, session: string): Uint8Array {
  return b4a.concat([bytesOf(peer), b4a.from(session, 'hex')])
}
