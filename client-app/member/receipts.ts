// Tells the host how far this member has come, once its own output has written it: a slow reader of that output must not
// fill our memory, but is never taken for one that has stopped.
import { CLOCK, type Clock } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import type { RoomChannel } from '../../shared/room/channel.ts'

/** How much is received before a receipt is sent: a fraction of the host's window. */
const SEEN_BYTES = 32 * 1024
/** How long a receipt for less may take: a fraction of LIMITS.slowMs. */
const SEEN_MS = 2000

export interface ReceiptsOptions {
  /** Resolves when everything reported so far has been written. */
  heard: () => Promise<void>
  /** The newest event; null before the host has welcomed us over this channel: it has not sent the earlier ones here. */
  lastSeq: () => number | null
  clock?: Clock
}

export class Receipts {
  readonly #options: ReceiptsOptions
  #channel: Pick<RoomChannel, 'seen' | 'refuse'> | null = null
  /** Of the bytes received: how many our output has written, how many it has been asked about, and all. */
  #heardBytes = 0
  #askedBytes = 0
  #bytes = 0
  #sent = 0
  #due: { cancel(): void } | null = null

  constructor(options: ReceiptsOptions) {
    this.#options = options
  }

  /** From now on they go over this channel; null for none. */
  attach(channel: Pick<RoomChannel, 'seen' | 'refuse'> | null): void {
    this.#due?.cancel()
    this.#due = null
    this.#channel = channel
    this.#heardBytes = this.#askedBytes = this.#bytes = this.#sent = 0
  }

  /** The channel has received this many bytes in total, of any kind. */
  received(bytes: number): void {
    this.#bytes = bytes
    if (bytes - this.#heardBytes > LIMITS.unheardBytes) this.#channel?.refuse('flood')
    if (bytes - this.#askedBytes >= SEEN_BYTES) this.#ask()
    else this.#due ??= (this.#options.clock ?? CLOCK).after(SEEN_MS, () => this.#ask())
  }

  #ask(): void {
    this.#due?.cancel()
    this.#due = null
    const { heard, lastSeq } = this.#options
    const [channel, bytes, seq] = [this.#channel, this.#bytes, lastSeq() ?? 0]
    this.#askedBytes = bytes
    void heard().then(() => {
      if (this.#channel !== channel) return
      this.#heardBytes = Math.max(this.#heardBytes, bytes)
      if (seq > this.#sent) channel?.seen(seq)
      this.#sent = Math.max(this.#sent, seq)
    })
  }
}
