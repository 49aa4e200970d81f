// The channel of the chat: lines both ways.
import type { Message } from 'protomux'
import { openChannel, type ChannelHandlers, type OpenChannel } from './channel.ts'
import type { Connection } from './network.ts'
import { MAX_LINE_BYTES } from './plain.ts'
import { control, ROOM_PROTOCOL, type Json } from './protocol.ts'
import { printable } from './text.ts'

export interface RoomHandlers {
  onOpen?: () => void
  onLine: (line: string) => void
  onBreak: ChannelHandlers['onBreak']
  onClose: ChannelHandlers['onClose']
  onDrain?: () => void
}

/** Our end of the channel `hyperdht-chat/room/1`. */
export class RoomChannel {
  readonly #open: OpenChannel | null
  #line: Message<Json | null> | null = null

  constructor(connection: Connection, handlers: RoomHandlers) {
    this.#open = openChannel(
      connection,
      { protocol: ROOM_PROTOCOL },
      {
        ...handlers,
        addMessages: (channel) => {
          this.#line = channel.addMessage({
            encoding: control,
            onmessage: (message) => {
              const text = message?.['text']
              if (typeof text !== 'string' || text.length > MAX_LINE_BYTES)
                this.#open?.breakOff('protocol')
              else handlers.onLine(printable(text))
            }
          })
        }
      }
    )
  }

  /** False when the connection is full. */
  tell(line: string): boolean {
    return this.#line?.send({ text: line }) ?? true
  }
}
