// Limits the packets that open paths to peers: whoever asks for them may give the address of somebody else, who then gets
// them without having asked. In all, and to an address that has not answered. Knows no socket.
import { CLOCK, type Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { RecentMap } from '../base/recent-map.ts'
import { TokenBucket, type Rate } from '../base/token-bucket.ts'

export interface PunchRates {
  /** Of all packets. */
  all: Rate
  /** Of packets to an address that has not answered. */
  ofAddress: Rate
}

const RATES: PunchRates = { all: LIMITS.punches, ofAddress: LIMITS.punchesOfAddress }

/** What is needed to know of a stream. */
interface Remote {
  readonly remoteHost: string
  on(event: 'remote-changed', listener: () => void): unknown
}

interface Waiting {
  host: string
  settle: (mayBeSent: boolean) => void
}

export class PunchBudget {
  readonly #clock: Clock
  readonly #rates: PunchRates
  readonly #all: TokenBucket
  readonly #ofAddress = new RecentMap<string, TokenBucket>(LIMITS.punchedAddresses)
  /** One for each socket, so that each peer has its turn. */
  readonly #waiting = new Map<object, Waiting>()
  #turn: { cancel(): void } | null = null

  constructor({ clock = CLOCK, rates = RATES }: { clock?: Clock; rates?: PunchRates } = {}) {
    this.#clock = clock
    this.#rates = rates
    this.#all = new TokenBucket(rates.all, clock.now())
  }

  /** Resolves with whether a packet may be sent through `socket` to `host`, when it is its turn. */
  async ask(socket: object, host: string): Promise<boolean> {
    if (this.#waiting.size === 0 && this.#all.take(this.#clock.now()) === 0)
      return this.#takeOf(host)
    if (this.#waiting.has(socket) || this.#waiting.size >= LIMITS.punchesWaiting) return false
    return new Promise((settle) => {
      this.#waiting.set(socket, { host, settle })
      this.#serve()
    })
  }

  /** A connection has begun: somebody is at its address, and at each that it moves to when a path opens. */
  begun({ rawStream }: { rawStream: Remote }): void {
    const forget = (): void => {
      this.#ofAddress.delete(rawStream.remoteHost)
    }
    forget()
    rawStream.on('remote-changed', forget)
  }

  /** Ends all waiting. */
  close(): void {
    this.#turn?.cancel()
    for (const { settle } of this.#waiting.values()) settle(false)
    this.#waiting.clear()
  }

  #serve(): void {
    if (this.#turn) return
    for (const [socket, { host, settle }] of this.#waiting) {
      const delayMs = this.#all.take(this.#clock.now())
      if (delayMs > 0) {
        this.#turn = this.#clock.after(delayMs, () => {
          this.#turn = null
          this.#serve()
        })
        return
      }
      this.#waiting.delete(socket)
      settle(this.#takeOf(host))
    }
  }

  #takeOf(host: string): boolean {
    const now = this.#clock.now()
    const bucket = this.#ofAddress.get(host) ?? new TokenBucket(this.#rates.ofAddress, now)
    this.#ofAddress.set(host, bucket)
    return bucket.take(now) === 0
  }
}
