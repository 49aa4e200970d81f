import type { Encoder, State } from 'compact-encoding'
import type { Connection } from 'hyperdht'

export interface Message<Value> {
  /** False when the stream below is full: wait for `ondrain`. */
  send(value: Value): boolean
}

export interface MessageOptions<Value> {
  encoding: Encoder<Value>
  onmessage?: (value: Value) => void
}

export interface Channel {
  readonly opened: boolean
  readonly closed: boolean
  open(handshake?: unknown): void
  close(): void
  addMessage<Value>(options: MessageOptions<Value>): Message<Value>
}

export interface ChannelOptions<Hello> {
  protocol: string
  handshake?: Encoder<Hello>
  onopen?: (handshake: Hello) => void
  onclose?: (isRemote: boolean) => void
  ondrain?: () => void
}

export interface RemoteChannel {
  /** Null while somebody has still to open our end. */
  readonly session: { readonly messages: readonly unknown[] } | null
}

export default class Protomux {
  static from(stream: Connection): Protomux
  // Not public: shared/network/multiplexer.ts has the reason to touch these.
  /** Handles a message of a channel; 0 for Protomux's own. */
  _decode(channel: number, state: State): unknown
  /** The channels that the peer has opened, by their number less one. */
  readonly _remote: readonly (RemoteChannel | null)[]
  /** Null when the stream is destroyed, or the protocol has its channel already. */
  createChannel<Hello>(options: ChannelOptions<Hello>): Channel | null
}
