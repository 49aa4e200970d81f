// What the raw reference uses of udx-native, which ships no types. hyperdht brings it along.
declare module 'udx-native' {
  import type { Duplex } from 'node:stream'

  export interface Socket {
    bind(port: number, host: string): void
    address(): { port: number }
    trySend(message: Uint8Array, port: number, host: string): void
    on(event: 'message', listener: (message: Uint8Array, from: { port: number }) => void): this
    once(event: 'message', listener: (message: Uint8Array, from: { port: number }) => void): this
  }

  export interface Stream extends Duplex {
    connect(socket: Socket, remoteId: number, port: number, host: string): void
  }

  export default class UDX {
    createSocket(): Socket
    createStream(id: number): Stream
  }
}
