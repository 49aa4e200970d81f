// One connected peer of a chat, from accept to close: its lines in, lines for it out.
import type { Connection } from '../shared/network.ts'
import { ReadyResource } from '../shared/packages.ts'
import { LineReader } from '../shared/plain.ts'
import { shortKey } from '../shared/public-key.ts'
import { RoomChannel } from '../shared/room-channel.ts'

/** What may wait for a peer that does not read; more, and it is disconnected. */
const MAX_WAITING_BYTES = 1024 * 1024

export class Session extends ReadyResource<{ line: [string] }> {
  /** The short key of the peer. */
  readonly name: string
  readonly #connection: Connection
  /** Sends a line; false when the connection is full. */
  readonly #send: (line: string) => boolean
  #waitingBytes = 0

  constructor(connection: Connection, isPlain: boolean) {
    super()
    this.name = shortKey(connection.remotePublicKey)
    this.#connection = connection
    this.#send = isPlain ? this.#speakPlain() : this.#speakRoom()
    connection.on('drain', () => (this.#waitingBytes = 0))
    connection.on('close', () => void this.close())
  }

  /** Sends one line. */
  tell(line: string): void {
    if (this.#connection.destroying || this.#send(line)) return
    this.#waitingBytes += line.length
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#connection.destroy()
  }

  protected override async _close(): Promise<void> {
    this.#connection.destroy()
  }

  #speakPlain(): (line: string) => boolean {
    const lines = new LineReader()
    const connection = this.#connection
    connection.on('data', (chunk) => this.#emitLines(lines.push(chunk)))
    connection.on('end', () => {
      this.#emitLines(lines.end())
      connection.end()
    })
    return (line) => connection.write(`${line}\n`)
  }

  #speakRoom(): (line: string) => boolean {
    const end = (): void => this.#connection.end()
    const channel = new RoomChannel(this.#connection, {
      onLine: (line) => this.emit('line', line),
      onBreak: end,
      onClose: end
    })
    return (line) => channel.tell(line)
  }

  #emitLines(lines: string[]): void {
    for (const line of lines) this.emit('line', line)
  }
}
