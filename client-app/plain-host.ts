// A host that only speaks lines.
import { PlainReader } from '../shared/chat/plain-reader.ts'
import { guard } from '../shared/network/guard.ts'
import type { Connection } from '../shared/network/node.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'

export interface PlainHostOptions {
  /** Bytes received before it was clear that the host is plain. */
  firstBytes: Uint8Array | null
  onLine: (text: string) => void
  /** Resolves when all lines so far have been written to standard output. */
  heard: () => Promise<void>
  onEnd: () => void
}

export class PlainHost {
  readonly #connection: Connection

  constructor(connection: Connection, { firstBytes, ...options }: PlainHostOptions) {
    this.#connection = connection
    const lines = new PlainReader(guard(connection, TRAFFIC.roomHost), options)
    if (firstBytes) lines.push(firstBytes)
    connection.on('data', (chunk) => lines.push(chunk))
    connection.on('end', () => lines.end())
  }

  /**
   * Writes a text as one or more lines. Resolves when the peer's machine has acknowledged it: what the program there
   * does with it is unknown. Never resolves if the connection closes first.
   */
  async write(text: string): Promise<void> {
    this.#connection.write(`${text}\n`)
    if (!(await this.#connection.flush())) await new Promise(() => {})
  }
}
