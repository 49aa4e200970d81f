// Hand-made frames of our channels as they are on the wire, and a peer that writes them.
import b4a from 'b4a'
import * as encoding from 'compact-encoding'
import type { Connection } from '../../shared/network/node.ts'
import { PIPE_PROTOCOL } from '../../shared/pipe/messages.ts'

/** The numbers of the pipe's messages. */
export const TYPE = { break: 0, data: 1, end: 2, receipt: 3 } as const

/** The numbers of the room's messages. */
export const ROOM_TYPE = {
  break: 0,
  welcome: 1,
  event: 2,
  post: 3,
  rename: 4,
  seen: 5,
  whisper: 6,
  notice: 7,
  skip: 8,
  presence: 9,
  relay: 10
} as const

/** The longest secret-stream allows, with its 24-bit length, less the cipher and the header of a batch. */
export const LONGEST_FRAME_BYTES = 2 ** 24 - 1 - 17 - 64

/** Opens channel 1 (Protomux: control session 0, type 1, channel, protocol, no id, handshake). */
export function openFrame(hello = '{}', protocol = PIPE_PROTOCOL): Uint8Array {
  return b4a.concat([b4a.from([0, 1, 1]), text(protocol), b4a.from([0]), text(hello)])
}

/** The same under an id of one byte, which makes it another channel of the same protocol. */
export function openFrameWithId(channel: number, protocol = PIPE_PROTOCOL): Uint8Array {
  return b4a.concat([b4a.from([0, 1, channel]), text(protocol), b4a.from([1, 7]), text('{}')])
}

/** Protomux's batch of messages of a channel below 253; each begins with its channel, which the batch leaves out. */
export function batchOf(...messages: Uint8Array[]): Uint8Array {
  const parts = messages.flatMap((message) => [uint(message.length - 1), message.subarray(1)])
  return b4a.concat([b4a.from([0, 0, messages[0]?.[0] ?? 1]), ...parts])
}

/** A batch of one message repeated until it fills `bytes`. */
export function batchFilledWith(message: Uint8Array, bytes: number): Uint8Array {
  const each = b4a.concat([uint(message.length - 1), message.subarray(1)])
  const head = b4a.from([0, 0, message[0] ?? 1])
  const batch = b4a.alloc(
    head.length + Math.floor((bytes - head.length) / each.length) * each.length
  )
  batch.set(head)
  for (let at = head.length; at < batch.length; at += each.length) batch.set(each, at)
  return batch
}

/** Opens another channel, of a protocol that nobody speaks, in as few bytes as possible. */
export function strangeOpen(channel = 2): Uint8Array {
  return b4a.concat([b4a.from([0, 1]), uint(channel), text('q'), b4a.from([0])])
}

/** Closes channel 1 (Protomux: control session 0, type 3). */
export const CLOSE_FRAME = b4a.from([0, 3, 1])

/** A message with a JSON text. */
export function controlFrame(type: number, json: string): Uint8Array {
  return b4a.concat([b4a.from([1, type]), text(json)])
}

export function dataFrame(bytes: Uint8Array, type: number = TYPE.data): Uint8Array {
  return b4a.concat([b4a.from([1, type]), bytes])
}

/** A message of the room's channel. */
export function roomFrame(type: keyof typeof ROOM_TYPE, message: object): Uint8Array {
  return controlFrame(ROOM_TYPE[type], JSON.stringify(message))
}

/** Protomux's batch of one message in another, `depth` of them. */
export function nestedBatches(depth: number): Uint8Array {
  // Each claims to be longer than the frame, and Protomux truncates it.
  const level = b4a.from([0, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0])
  return b4a.concat([b4a.from([0]), ...Array.from({ length: depth }, () => level)])
}

const text = (value: string): Uint8Array => encoding.encode(encoding.string, value)
const uint = (value: number): Uint8Array => encoding.encode(encoding.uint, value)

/** A peer without Protomux: writes what it likes, keeps what comes. */
export class RawPeer {
  readonly frames: Uint8Array[] = []
  readonly closed: Promise<void>
  readonly #connection: Connection
  #watchers = new Set<() => void>()

  constructor(connection: Connection, { ends = true } = {}) {
    this.#connection = connection
    connection.on('data', (frame) => {
      this.frames.push(b4a.from(frame))
      for (const watcher of this.#watchers) watcher()
    })
    if (ends) connection.on('end', () => connection.end())
    this.closed = new Promise((resolve) => connection.on('close', resolve))
  }

  write(...frames: Uint8Array[]): void {
    // A copy: secret-stream encrypts what it is given in place.
    for (const frame of frames) this.#connection.write(b4a.from(frame))
  }

  /** Resolves with the first frame that begins with this channel and type. */
  got(session: number, type: number): Promise<Uint8Array> {
    return this.gotWith(session, type, '')
  }

  /** The same, of those that have this text in them. */
  gotWith(session: number, type: number, text: string): Promise<Uint8Array> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const frame = this.frames.find(
          (each) => each[0] === session && each[1] === type && b4a.toString(each).includes(text)
        )
        if (!frame) return
        this.#watchers.delete(watcher)
        resolve(frame)
      }
      this.#watchers.add(watcher)
      watcher()
    })
  }

  /** Everything received, as text, from a host that takes it for a plain peer. */
  get text(): string {
    return b4a.toString(b4a.concat(this.frames))
  }

  /** Resolves once the text has these words in it. */
  said(words: string): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!this.text.includes(words)) return
        this.#watchers.delete(watcher)
        resolve()
      }
      this.#watchers.add(watcher)
      watcher()
    })
  }

  end(): void {
    this.#connection.end()
  }

  destroy(): void {
    this.#connection.destroy()
  }
}
