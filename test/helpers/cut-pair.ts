// Two ends of an in-memory connection that breaks after so many bytes.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Assertions } from 'brittle'
import type { Connection } from '../../shared/network/node.ts'
import type { ConnectionPair } from './channel-pair.ts'

/** Who notices the break. The other side believes it is still connected. */
export type Noticing = 'both' | 'client' | 'host'

export interface Cut {
  /** How many bytes pass, encrypted, in both directions together. */
  afterBytes: number
  noticing: Noticing
}

export interface CutPair extends ConnectionPair {
  /** Bytes that have passed so far. */
  readonly passedBytes: number
}

export function cutPair(t: Assertions, { afterBytes, noticing }: Cut): CutPair {
  const client: Connection = new NoiseSecretStream(true)
  const host: Connection = new NoiseSecretStream(false)
  let passedBytes = 0
  let isCut = false
  const pass = (from: Connection, to: Connection): void => {
    const [source, target] = [from.rawStream, to.rawStream] as unknown as [Raw, Raw]
    source.on('data', (chunk) => {
      if (isCut) return
      const part = chunk.subarray(0, afterBytes - passedBytes)
      passedBytes += part.length
      if (part.length > 0) target.write(part)
      if (passedBytes < afterBytes) return
      isCut = true
      // Bytes already in transit still arrive.
      setTimeout(() => {
        if (noticing !== 'host') client.destroy()
        if (noticing !== 'client') host.destroy()
      }, 0)
    })
    source.on('end', () => {
      if (!isCut) target.end()
    })
  }
  pass(client, host)
  pass(host, client)
  for (const connection of [client, host]) {
    // An error ends in a close, which is what tests wait for.
    connection.on('error', () => {})
    t.teardown(() => connection.destroy())
  }
  return {
    client,
    host,
    get passedBytes() {
      return passedBytes
    }
  }
}

interface Raw {
  on(event: 'data', listener: (chunk: Uint8Array) => void): void
  on(event: 'end', listener: () => void): void
  write(chunk: Uint8Array): void
  end(): void
}
