// Counts bytes written to a connection and not acknowledged by the other machine: they are buffered in our memory. A
// peer that lets too many pile up is gone, or wants us to run out of memory.
import type { Connection } from 'hyperdht'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'

/** The share of the limit from which on it is asked what has been acknowledged: to ask costs about as much as a write. */
const FLUSH_AT = 0.25

export class Unsent {
  maxBytes = Infinity
  readonly #connection: Connection
  #bytes = 0
  #isFlushing = false

  constructor(connection: Connection) {
    this.#connection = connection
    const write = connection.write.bind(connection)
    connection.write = (data) => {
      const isFree = write(data)
      // An empty one is a keep-alive.
      if (data.length > 0 && this.maxBytes !== Infinity) this.#count(data.length)
      return isFree
    }
  }

  #count(length: number): void {
    this.#bytes += length + LIMITS.chunkCostBytes
    if (this.#bytes > this.maxBytes) this.#connection.destroy(new ChatError('LOST'))
    else if (!this.#isFlushing && this.#bytes > this.maxBytes * FLUSH_AT) void this.#flush()
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true
    while (this.#bytes > 0) {
      const bytes = this.#bytes
      if (!(await this.#connection.flush())) return
      this.#bytes -= bytes
    }
    this.#isFlushing = false
  }
}
