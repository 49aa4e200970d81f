// One connected peer of a chat, from accept to close: its lines in, lines for it out.
import ReadyResource from 'ready-resource'
import type { Connection } from '../shared/network.ts'
import { LineReader } from '../shared/plain.ts'
import { shortKey } from '../shared/public-key.ts'

/** What may wait for a peer that does not read; more, and it is disconnected. */
const MAX_WAITING_BYTES = 1024 * 1024

export class Session extends ReadyResource<{ line: [string] }> {
  /** The short key of the peer. */
  readonly name: string
  readonly #connection: Connection
  readonly #lines = new LineReader()
  #waitingBytes = 0

  constructor(connection: Connection) {
    super()
    this.name = shortKey(connection.remotePublicKey)
    this.#connection = connection
    connection.on('data', (chunk) => this.#emitLines(this.#lines.push(chunk)))
    connection.on('end', () => {
      this.#emitLines(this.#lines.end())
      connection.end()
    })
    connection.on('drain', () => (this.#waitingBytes = 0))
    connection.on('close', () => void this.close())
  }

  /** Sends one line. */
  tell(line: string): void {
    if (this.#connection.destroying) return
    if (this.#connection.write(`${line}\n`)) return
    this.#waitingBytes += line.length
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#connection.destroy()
  }

  protected override async _close(): Promise<void> {
    this.#connection.destroy()
  }

  #emitLines(lines: string[]): void {
    for (const line of lines) this.emit('line', line)
  }
}
