import type { Encoding, State } from 'compact-encoding'
import type { Connection } from 'hyperdht'

export interface Message<Value> {
  /** False when the stream below is full: wait for `ondrain`. */
  send(value: Value): boolean
}

export interface MessageOptions<Value> {
  encoding: Encoding<Value>
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
  handshake?: Encoding<Hello>
  onopen?: (handshake: Hello) => void
  onclose?: (isRemote: boolean) => void
  ondrain?: () => void
}

export default class Protomux {
  static from(stream: Connection): Protomux
  /** Handles a batch of messages. Not public: shared/channel.ts has the reason to touch it. */
  _onbatch(state: State): void
  /** Null when the stream is destroyed, or the protocol has its channel already. */
  createChannel<Hello>(options: ChannelOptions<Hello>): Channel | null
}
