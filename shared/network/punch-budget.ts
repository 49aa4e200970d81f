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

/** Of addresses that wait: nobody sends to one that has had so many turns in vain as long as others wait. */
const MOST_TURNS = 8

export class PunchBudget {
  readonly #clock: Clock
  readonly #rates: PunchRates
  readonly #all: TokenBucket
  readonly #ofAddress = new RecentMap<string, TokenBucket>(LIMITS.punchedAddresses)
  /**
   * What settles those that wait: one for each socket, so that each peer has its turn, and by the turns that their
   * addresses have had in vain. Who answers does so after one turn as a rule, and who never does keeps nobody waiting.
   */
  readonly #waiting = Array.from(
    { length: MOST_TURNS + 1 },
    () => new Map<object, (mayBeSent: boolean) => void>()
  )
  #turn: { cancel(): void } | null = null

  constructor({ clock = CLOCK, rates = RATES }: { clock?: Clock; rates?: PunchRates } = {}) {
    this.#clock = clock
    this.#rates = rates
    this.#all = new TokenBucket(rates.all, clock.now())
  }

  /** Resolves with whether a packet may be sent through `socket` to `host`, when it is its turn. */
  async ask(socket: object, host: string): Promise<boolean> {
    const isWaiting = this.#waiting.some((sockets) => sockets.has(socket))
    const waiting = this.#waiting.reduce((sum, { size }) => sum + size, 0)
    if (isWaiting || waiting >= LIMITS.punchesWaiting) return false
    const turns = this.turnsOf(host)
    if (!this.#takeOf(host)) return false
    if (waiting === 0 && this.#all.take(this.#clock.now()) === 0) return true
    return new Promise((settle) => {
      this.#waiting[turns]?.set(socket, settle)
      this.#serve()
    })
  }

  /** How much has been sent lately to `host` in vain: 0 to MOST_TURNS. */
  turnsOf(host: string): number {
    const left = this.#ofAddress.get(host)?.left(this.#clock.now())
    if (left === undefined) return 0
    return Math.min(MOST_TURNS, Math.floor((this.#rates.ofAddress.burst - left) / LIMITS.punchTurn))
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
    for (const sockets of this.#waiting) {
      for (const settle of sockets.values()) settle(false)
      sockets.clear()
    }
  }

  #serve(): void {
    if (this.#turn) return
    for (const sockets of this.#waiting) {
      for (const [socket, settle] of sockets) {
        const delayMs = this.#all.take(this.#clock.now())
        if (delayMs > 0) {
          this.#turn = this.#clock.after(delayMs, () => {
            this.#turn = null
            this.#serve()
          })
          return
        }
        sockets.delete(socket)
        settle(true)
      }
    }
  }

  #takeOf(host: string): boolean {
    const now = this.#clock.now()
    const bucket = this.#ofAddress.get(host) ?? new TokenBucket(this.#rates.ofAddress, now)
    this.#ofAddress.set(host, bucket)
    return bucket.take(now) === 0
  }
}
