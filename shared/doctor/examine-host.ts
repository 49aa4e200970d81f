// Tries to reach a host or a relay, and leaves at once: nothing is said to it.
import type { KeyPair } from 'hyperdht'
import { monotonicMs, Timer, wait } from '../base/clock.ts'
import { ChatError, toChatError } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { showPath } from '../app/shown-path.ts'
import { formatAddress } from '../network/addresses.ts'
import { dial, opened } from '../network/dial.ts'
import { closeGently, type Connection, type Node } from '../network/node.ts'
import { TRAFFIC } from '../network/traffic.ts'
import type { HostFacts, HostStage, RelayFacts } from './facts.ts'

/** Long enough to have measured a round trip; short enough not to be taken for a plain peer, who is silent for 1 s. */
const LOOK_MS = 300

export interface ExamineOptions {
  node: Node
  keyPair: KeyPair
  /** To meet at where there is no direct path; null for none. */
  relay: PublicKey | null
  timeoutMs: number
}

export async function examineHost(hostKey: PublicKey, options: ExamineOptions): Promise<HostFacts> {
  const { node } = options
  const begunAt = monotonicMs()
  const stages: HostFacts['stages'] = []
  const reach = (stage: HostStage): void => {
    const isNew = !stages.some((reached) => reached.stage === stage)
    if (isNew) stages.push({ stage, ms: monotonicMs() - begunAt })
  }
  const facts = {
    key: hostKey,
    stages,
    failure: null,
    path: null,
    relay: null,
    address: null,
    roundTripMs: null
  }
  try {
    const connection = await reachHost(hostKey, { ...options, onStage: reach })
    reach('connected')
    await wait(LOOK_MS)
    const { rawStream } = connection
    const { rtt = 0 } = rawStream
    const address = formatAddress({ host: rawStream.remoteHost, port: rawStream.remotePort })
    const own = options.relay ? [options.relay] : []
    const path = showPath(node.pathOf(connection), { own })
    const roundTripMs = rtt > 0 ? rtt : null
    await closeGently(connection)
    return { ...facts, ...path, address, roundTripMs }
  } catch (error) {
    const { code, message } = toChatError(error)
    return { ...facts, failure: { code, sentence: message } }
  }
}

export async function examineRelay(key: PublicKey, options: ExamineOptions): Promise<RelayFacts> {
  const { stages, key: name } = await examineHost(key, { ...options, relay: null })
  return { key: name, ms: stages.find(({ stage }) => stage === 'connected')?.ms ?? null }
}

/** Directly, and if that fails once more with the relay: as an app does. */
async function reachHost(
  hostKey: PublicKey,
  options: ExamineOptions & { onStage: (stage: HostStage) => void }
): Promise<Connection> {
  const { relay } = options
  const attempt = (through: PublicKey | null): Promise<Connection> =>
    dialOnce(hostKey, { ...options, relay: through })
  if (relay === null) return attempt(null)
  return attempt(null).catch(() => attempt(relay))
}

async function dialOnce(
  hostKey: PublicKey,
  { node, timeoutMs, ...options }: ExamineOptions & { onStage: (stage: HostStage) => void }
): Promise<Connection> {
  const connection = dial(node, hostKey, { ...options, traffic: TRAFFIC.plainPipe })
  // Without a listener an error would end the process.
  connection.on('error', () => {})
  const values = { seconds: timeoutMs / 1000, reason: 'the host did not answer' }
  const limit = new Timer(timeoutMs, () =>
    connection.destroy(new ChatError('TIMED_OUT', { values }))
  )
  try {
    await opened(connection)
    return connection
  } finally {
    limit.cancel()
  }
}
