import type { EventEmitter } from 'node:events'
import type { Connection, RawStream } from 'hyperdht'

export interface SessionEvents {
  /** Both sides have come: `stream` is that of this session's peer. */
  pair: [isInitiator: boolean, token: Uint8Array, stream: RawStream, remoteId: number]
  error: [Error]
  close: []
}

export interface Session extends EventEmitter<SessionEvents> {
  destroy(error?: Error): void

  // Not public: shared/relay/carrier.ts has the reason to touch it.
  /** Tokens the peer has asked for, and nobody else yet. */
  readonly _pairing: Set<string>
}

/** Carries streams of those who connect to it, and cannot read them. */
export class Server {
  constructor(options: { createStream: (options: object) => unknown })
  accept(connection: Connection, options: { id: Uint8Array }): Session
}

/** A meeting that was asked for: says the id of the relay's stream once both sides have come, then ends. */
export interface Request extends EventEmitter<{ data: [remoteId: number]; error: [Error] }> {}

/** Who asks a relay to carry a stream. */
export class Client {
  /** One for each connection. */
  static from(connection: Connection, options: { id: Uint8Array }): Client
  readonly closed: boolean
  pair(isInitiator: boolean, token: Uint8Array, stream: RawStream): Request
  /** What the token stands for is not carried any more. */
  unpair(token: Uint8Array): void

  // Not public: shared/network/relay-lease.ts has the reason to touch it.
  static _clients: { set(connection: object, client: Pick<Client, 'pair'>): void }
}
