// The programs compared: our apps, from the checkout (also as a chat) and as released; the plain peer, the smallest
// program that does the same; and a raw udx stream, the layer below.
import { Child, type Input } from './child.ts'
import type { Runtime } from './runtimes.ts'

export type Program = 'ours' | 'chat' | 'released' | 'plain' | 'raw'

const PLAIN_PEER = 'test/helpers/plain-peer.js'
const RELEASED = 'dist/package'
const UDX_PEER = 'test/bench/udx-peer.js'

export interface Setting {
  runtime: Runtime
  /** Where to find the private DHT, as HYPERDHT_CHAT_BOOTSTRAP takes it. */
  bootstrap: string
  /** Where our apps keep their key pairs. */
  storage: string
}

export interface Pair {
  host: Child
  client: Child
  /** From the host's start to `listening on`, and from the client's to `got connection!`. */
  startMs: number
  connectMs: number
  /** Processor time taken until then, in seconds. */
  startSeconds: number
  connectSeconds: number
  /** When the client got its connection. */
  connectedAt: number
}

/**
 * Starts a host, then a client that connects to it, measures with both, and stops them.
 * `clientInput` is what the client has for its standard input.
 */
export async function withPair<Result>(
  setting: Setting,
  { program, clientInput = 'pipe' }: { program: Program; clientInput?: Input },
  measure: (pair: Pair) => Promise<Result>
): Promise<Result> {
  const host = start(setting, hostArgs(setting, program))
  try {
    const { match, at: listeningAt } = await host.said(/listening on: (\w+)\n/)
    const startSeconds = host.processorTime()
    const client = start(setting, clientArgs(setting, program, match[1] ?? ''), clientInput)
    try {
      const { at: connectedAt } = await client.said(/got connection!/)
      const connectSeconds = client.processorTime()
      await host.said(/got connection!/)
      const startMs = listeningAt - host.startedAt
      const connectMs = connectedAt - client.startedAt
      const starts = { startMs, connectMs, startSeconds, connectSeconds }
      return await measure({ host, client, ...starts, connectedAt })
    } finally {
      await client.stop()
    }
  } finally {
    // Ours keeps its key, so it has to be off the DHT before the next one of that key comes.
    await host.stop()
  }
}

function start({ runtime, bootstrap }: Setting, args: string[], input: Input = 'pipe'): Child {
  const env = { HYPERDHT_CHAT_BOOTSTRAP: bootstrap }
  return new Child({ executable: runtime.executable, args, input, env })
}

function hostArgs({ storage }: Setting, program: Program): string[] {
  if (program === 'plain') return [PLAIN_PEER]
  if (program === 'raw') return [UDX_PEER]
  const words = program === 'released' ? [RELEASED, 'host'] : ['server-app']
  return [...words, modeOf(program), '--storage', storage]
}

function clientArgs({ storage }: Setting, program: Program, key: string): string[] {
  if (program === 'plain') return [PLAIN_PEER, key]
  if (program === 'raw') return [UDX_PEER, key]
  const words = program === 'released' ? [RELEASED, 'join'] : ['client-app']
  return [...words, key, modeOf(program), '--storage', storage]
}

function modeOf(program: Program): string {
  return program === 'chat' ? '--chat' : '--pipe'
}
