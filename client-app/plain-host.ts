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
  #drained: Promise<void> | null = null

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

  /** Writes a text as one or more lines. Resolves when there is room for another. */
  write(text: string): Promise<void> {
    const isFull = !this.#connection.write(`${text}\n`)
    if (!isFull) return Promise.resolve()
    this.#drained ??= new Promise((resolve) => {
      this.#connection.once('drain', () => {
        this.#drained = null
        resolve()
      })
    })
    return this.#drained
  }
}
