// The pipe's channel on one connection: its messages, sent and validated on arrival, and how the connection ends.
import type { Channel, Message } from 'protomux'
import { openChannel, type ChannelHandlers, type OpenChannel } from '../network/channel.ts'
import { LIMITS } from '../base/limits.ts'
import { guard } from '../network/guard.ts'
import { closeGently, type Connection } from '../network/node.ts'
import { TRAFFIC } from '../network/traffic.ts'
import { control, data, type BreakReason, type Json } from '../network/wire.ts'
import {
  PIPE_PROTOCOL,
  readByteCount,
  readPipeHello,
  readWindow,
  writePipeHello,
  type PipeHello
} from './messages.ts'

/** Longer chunks are cut: nothing of a frame arrives before all of it, which takes long over a slow uplink. */
const FRAME_BYTES = 64 * 1024

export interface PipeHandlers {
  onOpen: (peer: PipeHello) => void
  onData: (chunk: Uint8Array) => void
  /** The peer's direction has ended after this many bytes. */
  onEnd: (bytes: number) => void
  /** The peer has written this many of our bytes, and takes so many beyond them. */
  onReceipt: (bytes: number, windowBytes: number) => void
  /** An invalid message. */
  onNonsense: () => void
  onBreak: ChannelHandlers['onBreak']
  /** The peer does not know the protocol. */
  onUnknown: () => void
  /** The connection is broken. */
  onLost: (cause?: unknown) => void
  onDrain: () => void
}

/** Our end of the channel `hyperdht-chat/pipe/1`. Sending on a closed connection does nothing. */
export class PipeChannel {
  readonly connection: Connection
  readonly #open: OpenChannel | null
  #data: Message<Uint8Array> | null = null
  #end: Message<Json | null> | null = null
  #receipt: Message<Json | null> | null = null
  #isEndedByPeer = false
  /** Whether no handler is called any more. */
  #isLeft = false

  constructor(connection: Connection, hello: PipeHello, handlers: PipeHandlers) {
    this.connection = connection
    guard(connection, TRAFFIC.pipe)
    const { onLost, onDrain } = handlers
    const unlessLeft =
      <Values extends unknown[]>(handle: (...values: Values) => void) =>
      (...values: Values): void => {
        if (!this.#isLeft) handle(...values)
      }
    const count = (handle: PipeHandlers['onReceipt']) =>
      unlessLeft((message: Json | null) => {
        const bytes = readByteCount(message)
        if (bytes === null) handlers.onNonsense()
        else handle(bytes, readWindow(message))
      })
    connection.on('end', () => (this.#isEndedByPeer = true))
    connection.on('error', unlessLeft(onLost))
    connection.on('close', unlessLeft(onLost))
    const addMessages = (channel: Channel): void => {
      this.#data = channel.addMessage({ encoding: data, onmessage: unlessLeft(handlers.onData) })
      this.#end = channel.addMessage({ encoding: control, onmessage: count(handlers.onEnd) })
      this.#receipt = channel.addMessage({
        encoding: control,
        onmessage: count(handlers.onReceipt)
      })
    }
    let isOpen = false
    this.#open = openChannel(
      connection,
      { protocol: PIPE_PROTOCOL, hello: writePipeHello(hello) },
      {
        addMessages,
        onOpen: unlessLeft((message) => {
          isOpen = true
          const peer = readPipeHello(message)
          if (!peer.refuses) handlers.onOpen(peer)
        }),
        onBreak: unlessLeft(handlers.onBreak),
        // Not if the connection is closing anyway.
        onClose: unlessLeft(() =>
          isOpen || connection.destroying ? onLost() : handlers.onUnknown()
        ),
        onDrain: unlessLeft(onDrain)
      }
    )
  }

  /** Whether the connection is closed already. */
  get isGone(): boolean {
    return this.#open === null
  }

  /** Of the connection, as measured by it; 0 while that is not known. */
  get roundTripMs(): number {
    return this.connection.rawStream?.rtt ?? 0
  }

  /** False when the connection is full: wait for `onDrain`. */
  data(chunk: Uint8Array): boolean {
    let isFree = true
    for (let start = 0; start < chunk.length; start += FRAME_BYTES) {
      isFree = this.#data?.send(chunk.subarray(start, start + FRAME_BYTES)) ?? true
    }
    return isFree
  }

  end(bytes: number): void {
    this.#end?.send({ bytes })
  }

  receipt(bytes: number, windowBytes: number): void {
    const isUsual = windowBytes === LIMITS.windowBytes
    this.#receipt?.send(isUsual ? { bytes } : { bytes, window: windowBytes })
  }

  breakOff(reason: BreakReason): void {
    this.#open?.breakOff(reason)
  }

  /** Leaves the connection at once. */
  leave(): void {
    this.#isLeft = true
    this.connection.destroy()
  }

  /**
   * Closes the connection once the peer does so too. Resolves with whether both know that the other does: false when the
   * limit is over, or the connection breaks.
   */
  async close(limitMs?: number): Promise<boolean> {
    this.#isLeft = true
    let isBroken = false
    this.connection.on('error', () => (isBroken = true))
    this.connection.rawStream?.on('error', () => (isBroken = true))
    // The connection above it may be gone before it says so.
    this.connection._rawStream?.on('end', () => (this.#isEndedByPeer = true))
    await closeGently(this.connection, limitMs === undefined ? {} : { limitMs })
    return this.#isEndedByPeer && !isBroken
  }
}
