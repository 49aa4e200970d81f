// A host that knows lines and nothing else.
import { LineReader } from '../shared/chat/plain-lines.ts'
import type { Connection } from '../shared/network/node.ts'

export interface PlainHostOptions {
  /** What came before it was clear that the host is plain. */
  firstBytes: Uint8Array | null
  onLine: (text: string) => void
  onEnd: () => void
}

export class PlainHost {
  readonly #connection: Connection

  constructor(connection: Connection, { firstBytes, onLine, onEnd }: PlainHostOptions) {
    this.#connection = connection
    const lines = new LineReader()
    const take = (chunk: Uint8Array): void => lines.push(chunk).forEach(onLine)
    if (firstBytes) take(firstBytes)
    connection.on('data', take)
    connection.on('end', () => {
      lines.end().forEach(onLine)
      onEnd()
    })
  }

  /**
   * Writes a text as one or more lines. Resolves when it has arrived, with the other end of the connection: what
   * becomes of it there nobody says. Never resolves when the connection is gone before.
   */
  async write(text: string): Promise<void> {
    this.#connection.write(`${text}\n`)
    if (!(await this.#connection.flush())) await new Promise(() => {})
  }
}
