// The channel `hyperdht-chat/room/1`, from either end. What does not validate ends the session.
import type { Channel, Message } from 'protomux'
import { openChannel, type ChannelHandlers, type OpenChannel } from '../network/channel.ts'
import { LIMITS } from '../base/limits.ts'
import type { Connection } from '../network/node.ts'
import { control, controlWithin, data, type BreakReason, type Json } from '../network/wire.ts'
import { readPost, type Post } from './events.ts'
import {
  readHello,
  readNotice,
  readRename,
  readSeen,
  readWelcome,
  readWhisper,
  type Hello,
  type Notice,
  type Welcome,
  type WhisperMessage,
  ROOM_PROTOCOL
} from './messages.ts'

/** Each side has handlers for what the other may send; anything else makes no sense. */
export interface RoomHandlers {
  onBreak: ChannelHandlers['onBreak']
  /** The other side sent what does not validate, and has been told so. */
  onNonsense: () => void
  onClose: ChannelHandlers['onClose']
  onOpen?: (hello: Hello) => void
  onWelcome?: (welcome: Welcome) => void
  onEvent?: (frame: Uint8Array) => void
  onPost?: (post: Post) => void
  onRename?: (name: string) => void
  onSeen?: (seq: number) => void
  onWhisper?: (whisper: WhisperMessage) => void
  onNotice?: (notice: Notice) => void
}

type Sender<Value> = Message<Value> | undefined

export class RoomChannel {
  readonly #open: OpenChannel | null
  readonly #handlers: RoomHandlers
  #hasNonsense = false
  #welcome: Sender<Json | null>
  #event: Sender<Uint8Array>
  #post: Sender<Json | null>
  #rename: Sender<Json | null>
  #seen: Sender<Json | null>
  #whisper: Sender<Json | null>
  #notice: Sender<Json | null>

  constructor(connection: Connection, hello: Hello | null, handlers: RoomHandlers) {
    this.#handlers = handlers
    this.#open = openChannel(
      connection,
      { protocol: ROOM_PROTOCOL, hello: hello ?? {} },
      {
        onOpen: (message) => handlers.onOpen?.(readHello(message)),
        onBreak: handlers.onBreak,
        onClose: handlers.onClose,
        addMessages: (channel) => this.#addMessages(channel)
      }
    )
  }

  breakOff(reason: BreakReason): void {
    this.#open?.breakOff(reason)
  }

  welcome(welcome: Welcome): void {
    this.#welcome?.send({ ...welcome })
  }

  /** Sends an event as it was encoded, once for all members. */
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

  /** The order is the protocol: messages have their number by it. */
  #addMessages(channel: Channel): void {
    const { onWelcome, onEvent, onPost, onRename, onSeen, onWhisper, onNotice } = this.#handlers
    const welcome = controlWithin(LIMITS.welcomeBytes)
    this.#welcome = channel.addMessage({
      encoding: welcome,
      onmessage: this.#checked(readWelcome, onWelcome)
    })
    this.#event = channel.addMessage({
      encoding: data,
      onmessage: this.#checked((frame: Uint8Array) => frame, onEvent)
    })
    const add = <Value>(
      read: (message: Json | null) => Value | null,
      handler: ((value: Value) => void) | undefined
    ): Message<Json | null> =>
      channel.addMessage({ encoding: control, onmessage: this.#checked(read, handler) })
    this.#post = add(readPost, onPost)
    this.#rename = add(readRename, onRename)
    this.#seen = add(readSeen, onSeen)
    this.#whisper = add(readWhisper, onWhisper)
    this.#notice = add(readNotice, onNotice)
  }

  #checked<Raw, Value>(
    read: (raw: Raw) => Value | null,
    handler: ((value: Value) => void) | undefined
  ): (raw: Raw) => void {
    return (raw) => {
      if (this.#hasNonsense) return
      const value = handler ? read(raw) : null
      if (handler && value !== null) handler(value)
      else this.#refuse()
    }
  }

  #refuse(): void {
    this.#hasNonsense = true
    this.breakOff('protocol')
    this.#handlers.onNonsense()
  }
}
