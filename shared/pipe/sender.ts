// The sending direction of a pipe: from the source, never more than a window ahead of the receipts. Goes on over the
// next connection from where the peer says it is.
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import type { Source, SourceOwner } from './source.ts'
import { Tally } from './tally.ts'
import { Unconfirmed } from './unconfirmed.ts'

export interface SenderOptions {
  source: Source
  /** Sends bytes; false when the connection is full. */
  sendData: (chunk: Uint8Array) => boolean
  sendEnd: (bytes: number) => void
  onFailed: (error: ChatError) => void
  /** Everything may be sent and confirmed now. */
  onProgress: () => void
  /** The peer accepts no data, and the source has neither data nor ended: it is not waited for. */
  onIgnored: () => void
}

/** How long an input may take to show that it has data, once nothing else is pending. */
const SHOW_MS = 1000

export class Sender {
  confirmedBytes = 0
  hasEnded = false
  /** Whether it may have to go on over another connection, so that it keeps what is not confirmed. */
  isKept = false
  /** What is taken from the source. */
  readonly #taken = new Tally()
  readonly #unconfirmed = new Unconfirmed()
  readonly #options: SenderOptions
  readonly #owner: SourceOwner
  /** The peer takes so many bytes that it has not confirmed. */
  #windowBytes: number = LIMITS.windowBytes
  /** How many bytes of the stream are sent. */
  #position = 0
  #isEndSent = false
  #isFull = false
  #state: 'idle' | 'running' | 'stopped' = 'idle'
  /** Whether the peer accepts nothing of the input. */
  #isUnwanted = false
  #deadline: Timer | null = null
  #stopWaiting = (): void => {}

  constructor(options: SenderOptions) {
    this.#options = options
    this.#owner = {
      onData: (chunk) => this.#take(chunk),
      onEnd: () => this.end(),
      onFailed: options.onFailed
    }
  }

  /** Bytes taken from the source. */
  get sentBytes(): number {
    return this.#taken.bytes
  }

  get fingerprint(): string {
    return this.#taken.fingerprint
  }

  /** Bytes held in memory for the next connection. */
  get keptBytes(): number {
    return this.#unconfirmed.bytes
  }

  /** True when our direction has ended and the peer has written all of it. */
  get isConfirmed(): boolean {
    return this.hasEnded && this.confirmedBytes === this.sentBytes
  }

  start(): void {
    this.#state = 'running'
    this.#readSource()
  }

  /** For a peer that accepts no data: the source has to be empty, or it fails with INPUT_UNWANTED. */
  startInVain(): void {
    this.#isUnwanted = true
    this.start()
  }

  /** The connection is broken: the source keeps what it has, for the next connection or for another peer. */
  suspend(): void {
    if (this.#state === 'running') this.#state = 'idle'
    this.#release()
  }

  /**
   * Goes on over another connection, from the position up to which everything has arrived. False when that cannot be
   * true.
   */
  resume(position: number): boolean {
    if (position < this.confirmedBytes || position > this.#position) return false
    this.#position = position
    this.#isEndSent = this.#isFull = false
    this.#state = 'running'
    this.#send()
    this.#readSource()
    return true
  }

  /**
   * The peer has ended its direction, in which it `hasSent` or could have. That also ends a terminal at which nobody
   * types, and soon any other source that the peer does not want.
   */
  onPeerEnd(hasSent: boolean): void {
    const { source, onIgnored } = this.#options
    if (hasSent && source.isUntouchedTerminal) this.end()
    else if (this.#isUnwanted && !this.hasEnded) {
      this.#deadline ??= new Timer(SHOW_MS, () => {
        onIgnored()
        this.end()
      })
    }
  }

  end(): void {
    if (this.hasEnded || this.#state === 'stopped') return
    this.hasEnded = true
    this.#state = 'running'
    this.#release()
    this.#send()
    this.#options.onProgress()
  }

  stop(): void {
    this.#state = 'stopped'
    this.#release()
  }

  /** The connection accepts data again. */
  drained(): void {
    this.#isFull = false
    this.#goOn()
  }

  /** A receipt of the peer, with the window it has from now on. False when it cannot be true. */
  confirm(bytes: number, windowBytes: number): boolean {
    if (bytes < this.confirmedBytes || bytes > this.#position) return false
    this.confirmedBytes = bytes
    this.#windowBytes = Math.max(this.#windowBytes, windowBytes)
    this.#unconfirmed.drop(bytes)
    this.#goOn()
    this.#options.onProgress()
    return true
  }

  #readSource(): void {
    const { source, onFailed } = this.#options
    if (this.hasEnded) return
    const attach = (): void => source.attach(this.#owner)
    if (!this.#isUnwanted) return attach()
    this.#stopWaiting = source.whenReady(() => {
      // The data is kept for the next peer.
      if (source.hasBytes) onFailed(new ChatError('INPUT_UNWANTED'))
      else attach()
    })
  }

  #take(chunk: Uint8Array): void {
    this.#taken.add(chunk)
    this.#unconfirmed.push(chunk)
    this.#send()
    if (!this.#canTake()) this.#options.source.pause()
  }

  #send(): void {
    while (this.#state === 'running' && !this.#isFull && this.#position < this.sentBytes) {
      const chunk = this.#unconfirmed.from(this.#position)
      this.#position += chunk.length
      if (!this.#options.sendData(chunk)) this.#isFull = true
    }
    if (!this.isKept) this.#unconfirmed.drop(this.#position)
    const isLast = this.hasEnded && this.#position === this.sentBytes
    if (!isLast || this.#isEndSent || this.#state !== 'running') return
    this.#isEndSent = true
    this.#options.sendEnd(this.sentBytes)
  }

  #goOn(): void {
    this.#send()
    if (this.#canTake()) this.#options.source.resume()
  }

  #canTake(): boolean {
    const isAhead = this.sentBytes - this.confirmedBytes >= this.#windowBytes
    return this.#state === 'running' && !this.hasEnded && !this.#isFull && !isAhead
  }

  #release(): void {
    this.#deadline?.cancel()
    this.#deadline = null
    this.#stopWaiting()
    this.#options.source.detach(this.#owner)
  }
}
