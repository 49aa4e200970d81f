// The channel `hyperdht-chat/room/2`, from either end. An invalid message ends the session.
import type { Encoder } from 'compact-encoding'
import type { Channel, Message } from 'protomux'
import { openChannel, type ChannelHandlers, type OpenChannel } from '../network/channel.ts'
import { LIMITS } from '../base/limits.ts'
import { guard, type Guard } from '../network/guard.ts'
import type { Connection } from '../network/node.ts'
import { TRAFFIC } from '../network/traffic.ts'
import { control, controlWithin, data, type BreakReason, type Json } from '../network/wire.ts'
import { readPost, type Post } from './events.ts'
import {
  readHello,
  readNotice,
  readPresence,
  readRename,
  readSeq,
  readWelcome,
  readWhisper,
  type Hello,
  type Notice,
  type Presence,
  type Welcome,
  type WhisperMessage,
  ROOM_PROTOCOL
} from './messages.ts'
import { readRelayWord, type RelayWord } from './relaying.ts'

/** Each side handles what the other may send; a message without a handler is a protocol violation. */
export interface RoomHandlers {
  onOpen?: (hello: Hello) => void
  onBreak?: ChannelHandlers['onBreak']
  /** The other side sent something invalid, or exceeded its limits, and has been told so. */
  onBreach?: (breach: Breach) => void
  onClose?: ChannelHandlers['onClose']
  onWelcome?: (welcome: Welcome) => void
  onEvent?: (frame: Uint8Array) => void
  onPost?: (post: Post) => void
  onRename?: (name: string) => void
  onSeen?: (seq: number) => void
  onWhisper?: (whisper: WhisperMessage) => void
  onNotice?: (notice: Notice) => void
  onSkip?: (seq: number) => void
  onPresence?: (presence: Presence) => void
  onRelay?: (word: RelayWord) => void
  /** A message was handled; `bytes` is the total received so far, with the overhead of each message. */
  onReceived?: (bytes: number) => void
}

export type Breach = 'protocol' | 'flood'

type Sender<Value> = Message<Value> | undefined

export class RoomChannel {
  readonly #connection: Connection
  readonly #guard: Guard
  readonly #open: OpenChannel | null
  readonly #handlers: RoomHandlers = {}
  #isBroken = false
  #welcome: Sender<Json | null>
  #event: Sender<Uint8Array>
  #post: Sender<Json | null>
  #rename: Sender<Json | null>
  #seen: Sender<Json | null>
  #whisper: Sender<Json | null>
  #notice: Sender<Json | null>
  #skip: Sender<Json | null>
  #presence: Sender<Json | null>
  #relay: Sender<Json | null>

  /** Opens our end. Nothing arrives before the next tick, so call `listen` at once. A host passes no hello. */
  constructor(connection: Connection, hello: Hello | null) {
    this.#connection = connection
    this.#guard = guard(connection, hello ? TRAFFIC.roomHost : TRAFFIC.member, () =>
      this.refuse('flood')
    )
    this.#open = openChannel(
      connection,
      { protocol: ROOM_PROTOCOL, hello: hello ?? {} },
      {
        onOpen: (message) => this.#handlers.onOpen?.(readHello(message)),
        onBreak: (reason) => this.#handlers.onBreak?.(reason),
        onClose: () => this.#handlers.onClose?.(),
        addMessages: (channel) => this.#addMessages(channel)
      }
    )
  }

  /** 64 bytes that both ends share, and no other connection has. Null before it is open. */
  get handshakeHash(): Uint8Array | null {
    return this.#connection.handshakeHash
  }

  /** Adds handlers: those of the connection's owner, and those of the room. */
  listen(handlers: RoomHandlers): void {
    Object.assign(this.#handlers, handlers)
  }

  /** The other side sent something well-formed but wrong, or too much: ends the session. */
  refuse(breach: Breach): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.breakOff(breach)
    this.#handlers.onBreach?.(breach)
  }

  breakOff(reason: BreakReason): void {
    this.#open?.breakOff(reason)
  }

  welcome(welcome: Welcome): void {
    this.#welcome?.send({ ...welcome })
  }

  /** Sends an event as encoded once for all members. */
  event(frame: Uint8Array): void {
    this.#event?.send(frame)
  }

  post(post: Post): void {
    this.#post?.send({ ...post })
  }

  rename(name: string): void {
    this.#rename?.send({ name })
  }

  seen(seq: number): void {
    this.#seen?.send({ seq })
  }

  whisper(whisper: WhisperMessage): void {
    this.#whisper?.send({ ...whisper })
  }

  notice(notice: Notice): void {
    this.#notice?.send({ ...notice })
  }

  /** Tells the member that events up to this number which were not sent are left out of the history. */
  skip(seq: number): void {
    this.#skip?.send({ seq })
  }

  presence(presence: Presence): void {
    this.#presence?.send({ ...presence })
  }

  relay(word: RelayWord): void {
    this.#relay?.send({ ...word })
  }

  /** The order is part of the protocol: messages are numbered by it. */
  #addMessages(channel: Channel): void {
    const handlers = this.#handlers
    const add = <Raw, Value>(
      encoding: Encoder<Raw>,
      read: (raw: Raw) => Value | null,
      handlerOf: () => ((value: Value) => void) | undefined
    ): Message<Raw> => {
      const onmessage = (raw: Raw): void => this.#take(raw, read, handlerOf())
      return channel.addMessage({ encoding, onmessage })
    }
    const welcome = controlWithin(LIMITS.welcomeBytes)
    this.#welcome = add(welcome, readWelcome, () => handlers.onWelcome)
    this.#event = add(
      data,
      (frame) => frame,
      () => handlers.onEvent
    )
    this.#post = add(control, readPost, () => handlers.onPost)
    this.#rename = add(control, readRename, () => handlers.onRename)
    this.#seen = add(control, readSeq, () => handlers.onSeen)
    this.#whisper = add(control, readWhisper, () => handlers.onWhisper)
    this.#notice = add(control, readNotice, () => handlers.onNotice)
    this.#skip = add(control, readSeq, () => handlers.onSkip)
    this.#presence = add(control, readPresence, () => handlers.onPresence)
    this.#relay = add(control, readRelayWord, () => handlers.onRelay)
  }

  #take<Raw, Value>(
    raw: Raw,
    read: (raw: Raw) => Value | null,
    handler: ((value: Value) => void) | undefined
  ): void {
    if (this.#isBroken) return
    const value = handler ? read(raw) : null
    if (handler && value !== null) handler(value)
    else this.refuse('protocol')
    this.#handlers.onReceived?.(this.#guard.receivedBytes)
  }
}
