// Starts to listen, and says so when that is in vain.
import type { KeyPair } from 'hyperdht'
import { monotonicMs, Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { assertAnnounced, type Node, type Server } from './node.ts'

/**
 * Announces the server. Throws NETWORK_UNREACHABLE when no DHT node takes the announcement, and soon when none answers:
 * HyperDHT itself would wait for three quarters of a minute, and not say so.
 */
export async function listen(server: Server, keyPair: KeyPair, node: Node): Promise<void> {
  const begunAt = monotonicMs()
  let onOffline = (): void => {}
  const offline = new Promise<never>((_, reject) => {
    onOffline = () => reject(new ChatError('NETWORK_UNREACHABLE'))
  })
  const limit = new Timer(LIMITS.offlineMs, () => {
    if (!node.hasHeardSince(begunAt)) onOffline()
  })
  const listening = server.listen(keyPair)
  // It fails once the node is destroyed.
  listening.catch(() => {})
  try {
    await Promise.race([listening, offline])
  } finally {
    limit.cancel()
  }
  assertAnnounced(server)
}
