// The messages of the pipe's channel: sent, and validated on arrival.
import type { Channel, Message } from 'protomux'
import { openChannel, type ChannelHandlers, type OpenChannel } from '../network/channel.ts'
import { LIMITS } from '../base/limits.ts'
import { guard } from '../network/guard.ts'
import type { Connection } from '../network/node.ts'
import { TRAFFIC } from '../network/traffic.ts'
import { control, data, type BreakReason, type Json } from '../network/wire.ts'
import { PIPE_PROTOCOL, readByteCount, readPipeHello, type PipeHello } from './messages.ts'

export interface PipeHandlers {
  onOpen: (peer: PipeHello) => void
  onData: (chunk: Uint8Array) => void
  /** The peer's direction has ended after this many bytes. */
  onEnd: (bytes: number) => void
  /** The peer has written this many of our bytes. */
  onReceipt: (bytes: number) => void
  /** An invalid message. */
  onNonsense: () => void
  onBreak: ChannelHandlers['onBreak']
  onClose: ChannelHandlers['onClose']
  onDrain: () => void
}

/** Our end of the channel `hyperdht-chat/pipe/1`. Sending on a closed connection does nothing. */
export class PipeMessages {
  readonly #open: OpenChannel | null
  #data: Message<Uint8Array> | null = null
  #end: Message<Json | null> | null = null
  #receipt: Message<Json | null> | null = null

  constructor(connection: Connection, hello: PipeHello, handlers: PipeHandlers) {
    guard(connection, TRAFFIC.pipe)
    const count = (handle: (bytes: number) => void) => (message: Json | null) => {
      const bytes = readByteCount(message)
      if (bytes === null) handlers.onNonsense()
      else handle(bytes)
    }
    const addMessages = (channel: Channel): void => {
      this.#data = channel.addMessage({ encoding: data, onmessage: handlers.onData })
      this.#end = channel.addMessage({ encoding: control, onmessage: count(handlers.onEnd) })
      this.#receipt = channel.addMessage({
        encoding: control,
        onmessage: count(handlers.onReceipt)
      })
    }
    this.#open = openChannel(
      connection,
      { protocol: PIPE_PROTOCOL, hello },
      { ...handlers, addMessages, onOpen: (message) => handlers.onOpen(readPipeHello(message)) }
    )
  }

  get isGone(): boolean {
    return this.#open === null
  }

  /** False when the connection is full: wait for `onDrain`. */
  data(chunk: Uint8Array): boolean {
    let isFree = true
    for (let start = 0; start < chunk.length; start += LIMITS.dataBytes) {
      isFree = this.#data?.send(chunk.subarray(start, start + LIMITS.dataBytes)) ?? true
    }
    return isFree
  }

  end(bytes: number): void {
    this.#end?.send({ bytes })
  }

  receipt(bytes: number): void {
    this.#receipt?.send({ bytes })
  }

  breakOff(reason: BreakReason): void {
    this.#open?.breakOff(reason)
  }
}
