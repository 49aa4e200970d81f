import type { EventEmitter } from 'node:events'
import type { Connection } from 'hyperdht'

/** Carries streams of those who connect to it, and cannot read them. */
export class Server {
  constructor(options: { createStream: (options: object) => unknown })
  accept(connection: Connection, options: { id: Uint8Array }): EventEmitter
}
