// Lends HyperDHT a connection to a relay that others use too: by itself it makes one for each connection that is relayed,
// with a lookup and a punch. Relies on `Client._clients` of blind-relay, which is not public: HyperDHT finds there the client
// of what connect() gave it, and uses nothing else of that but what a lease has.
// test/shared/network/relay-connections.test.ts fails when an update changes this.
import type { Connection, RawStream } from 'hyperdht'
import { blindRelay } from '../base/packages.ts'
import { writeOnceHeard } from './first-words.ts'
import type { Writing } from './held-writes.ts'

export type Client = InstanceType<typeof blindRelay.Client>

export interface LeaseEvents {
  /** HyperDHT does not need it any more. */
  onReturned: () => void
  /** What the relay carried has ended with an error. */
  onBroken: () => void
}

export class Lease {
  /** HyperDHT reads these of a connection. */
  readonly publicKey: Uint8Array
  readonly #connection: Connection
  readonly #client: Client
  readonly #onReturned: () => void
  readonly #onBroken: () => void
  #token: Uint8Array | null = null
  /** What the relay carries, or will: null before HyperDHT has said. */
  stream: RawStream | null = null
  /** Whether the other side has come, too. */
  isMet = false
  #isReturned = false
  #isDirect = false

  constructor(connection: Connection, client: Client, { onReturned, onBroken }: LeaseEvents) {
    this.publicKey = connection.publicKey
    this.#connection = connection
    this.#client = client
    this.#onReturned = onReturned
    this.#onBroken = onBroken
    blindRelay.Client._clients.set(this, {
      pair: (isInitiator, token, stream) => {
        this.#token = token
        this.stream = stream
        this.#watch(stream)
        const request = client.pair(isInitiator, token, stream)
        request.on('data', () => {
          this.isMet = true
          writeOnceHeard(stream as RawStream & Writing)
        })
        return request
      }
    })
  }

  get rawStream(): RawStream {
    return this.#connection.rawStream
  }

  /** The connection has one already. */
  setKeepAlive(): void {}

  /** HyperDHT does not need it any more. */
  destroy(): void {
    if (this.#isReturned) return
    this.#isReturned = true
    if (this.#token && !this.#client.closed) this.#client.unpair(this.#token)
    this.#onReturned()
  }

  /** Whatever a relay alters, makes up or keeps back ends the stream with an error at one end, and so at both. */
  #watch(stream: RawStream): void {
    stream.once('remote-changed', () => (this.#isDirect = true))
    stream.once('error', () => {
      if (this.isMet && !this.#isDirect) this.#onBroken()
    })
  }
}
