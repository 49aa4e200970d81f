// Both directions of a pipe, over whatever channel there is. Does not know how connections come and go.
import type { Clock } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import type { PipeChannel } from './channel.ts'
import type { PipeHello } from './messages.ts'
import type { Fingerprints, PipeCounts, PipeOptions } from './pipe-options.ts'
import { Receiver } from './receiver.ts'
import { Sender } from './sender.ts'

export interface ExchangeOptions extends Pick<
  PipeOptions,
  'source' | 'sink' | 'hello' | 'onPeerEnd' | 'onIgnored'
> {
  clock: Clock
  onFailed: (error: ChatError) => void
  /** Everything may be confirmed and written now. */
  onProgress: () => void
}

export class Exchange implements PipeCounts {
  readonly #options: ExchangeOptions
  readonly #sender: Sender
  readonly #receiver: Receiver
  #channel: PipeChannel | null = null
  #hasPeerEnded = false
  /** False when it only takes what we send: then its end, at once, says nothing. */
  #peerSends = true

  constructor(options: ExchangeOptions) {
    this.#options = options
    const { source, sink, clock, onFailed, onProgress } = options
    this.#sender = new Sender({
      source,
      sendData: (chunk) => this.#channel?.data(chunk) ?? true,
      sendEnd: (bytes) => this.#channel?.end(bytes),
      onFailed,
      onProgress,
      onIgnored: () => options.onIgnored?.()
    })
    this.#receiver = new Receiver({
      sink,
      clock,
      roundTripMs: () => this.#channel?.roundTripMs ?? 0,
      sendReceipt: (...receipt) => this.#channel?.receipt(...receipt),
      onFailed,
      onProgress
    })
  }

  get sentBytes(): number {
    return this.#sender.sentBytes
  }

  get confirmedBytes(): number {
    return this.#sender.confirmedBytes
  }

  get receivedBytes(): number {
    return this.#receiver.receivedBytes
  }

  get fingerprints(): Fingerprints {
    return { sent: this.#sender.fingerprint, received: this.#receiver.fingerprint }
  }

  /** Bytes in memory that may have to be sent again. */
  get keptBytes(): number {
    return this.#sender.keptBytes
  }

  /** Whether our bytes are confirmed, and the peer's are written. */
  get isDelivered(): boolean {
    return this.#sender.isConfirmed && this.#receiver.isReceipted
  }

  /** Starts with a peer, keeping what it may ask for again. Throws NOBODY_SENDS, PEER_TAKES_NO_DATA. */
  begin(channel: PipeChannel, peer: PipeHello, { isKept }: { isKept: boolean }): void {
    const { hello } = this.#options
    this.#channel = channel
    this.#sender.isKept = isKept
    this.#peerSends = peer.sends
    if (!hello.receives && !peer.receives) throw new ChatError('PEER_TAKES_NO_DATA')
    if (!hello.sends && !peer.sends) throw new ChatError('NOBODY_SENDS')
    if (!hello.sends) this.#sender.end()
    else if (peer.receives) this.#sender.start()
    else this.#sender.startInVain()
  }

  /** The channel is gone: what is not confirmed is kept for the next. */
  suspend(): void {
    this.#channel = null
    this.#sender.suspend()
  }

  /** Goes on over another channel, each side from what the other says it has. False when that cannot be true. */
  resume(channel: PipeChannel, { received }: PipeHello): boolean {
    this.#channel = channel
    if (!this.#sender.resume(received)) return false
    this.#receiver.resume()
    return true
  }

  stop(): void {
    this.#sender.stop()
    this.#receiver.stop()
  }

  drained(): void {
    this.#sender.drained()
  }

  // What the peer says. False when that is against the protocol.

  onData(chunk: Uint8Array): boolean {
    return this.#options.hello.receives && this.#receiver.write(chunk)
  }

  onReceipt(bytes: number, windowBytes: number): boolean {
    return this.#sender.confirm(bytes, windowBytes)
  }

  onEnd(bytes: number): boolean {
    const isFirst = !this.#hasPeerEnded
    if (!this.#receiver.end(bytes)) return false
    this.#hasPeerEnded = true
    if (this.isDelivered) return true
    this.#sender.onPeerEnd(this.#peerSends)
    if (isFirst && this.#peerSends && !this.#sender.hasEnded) this.#options.onPeerEnd?.()
    return true
  }
}
