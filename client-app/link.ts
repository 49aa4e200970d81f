// Connects to the host, again and again if so asked.
import { monotonicMs, Timer, wait } from '../shared/base/clock.ts'
import { connectError } from '../shared/network/foreign-errors.ts'
import { ChatError, EXIT, toChatError } from '../shared/base/errors.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import type { Connection, Node } from '../shared/network/node.ts'
import type { Stage } from '../shared/app/report.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** Below what a host lets one key try (LIMITS.handshakesPerMinute): an attempt takes 4 s by itself. */
const KNOCK_PAUSE_MS = 1000

export interface ConnectOptions {
  node: Node
  hostKey: Uint8Array
  keyPair: KeyPair
  /** How long it may take in all; null for as long as it takes. */
  timeoutMs: number | null
  /** Try again while the host is not found or not reachable. */
  waits: boolean
  /**
   * Called with each connection that is dialled, before it is open: a channel opened now travels with
   * the first packet.
   */
  onDial: (connection: Connection) => void
  /** How far it is. */
  onStage: (stage: Stage) => void
  onRetry: (error: ChatError) => void
  /**
   * A host that is there and does not answer may have a private room, and sees us knock: called once, and
   * then it is tried again until it opens. Null to take it for unreachable.
   */
  onKnock: (() => void) | null
}

/**
 * Opens a connection to the host that listens on `hostKey`.
 * Throws a ChatError with exit code 3 (not found, unreachable), 4 (refused) or 6 (timed out).
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { timeoutMs, waits, onRetry, onKnock } = options
  let hasKnocked = false
  const deadline = timeoutMs === null ? Infinity : monotonicMs() + timeoutMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await connectOnce(options, deadline - monotonicMs())
    } catch (error) {
      const chatError = toChatError(error)
      const isKnock = onKnock !== null && chatError.code === 'PEER_UNREACHABLE'
      const isWorthWaiting = isKnock || (waits && chatError.exitCode === EXIT.UNREACHABLE)
      if (!isWorthWaiting) throw error
      if (isKnock) pauseMs = KNOCK_PAUSE_MS
      if (monotonicMs() + pauseMs > deadline) throw timedOut(options, chatError.message)
      if (!isKnock) onRetry(chatError)
      else if (!hasKnocked) onKnock()
      hasKnocked ||= isKnock
      await wait(pauseMs)
    }
  }
}

function connectOnce(options: ConnectOptions, limitMs: number): Promise<Connection> {
  const { node, hostKey, keyPair, onDial, onStage } = options
  return new Promise((resolve, reject) => {
    node.onPeerFound = () => onStage('found')
    const holepunch = (): boolean => {
      onStage('punching')
      return true
    }
    const connection = node.connect(hostKey, { keyPair, holepunch })
    onDial(connection)
    const limit = new Timer(limitMs, giveUp)
    const fail = (cause: Error): void => {
      limit.cancel()
      reject(connectError(cause, node.host !== null))
    }
    connection.once('error', fail)
    connection.once('open', () => {
      limit.cancel()
      // Whoever uses the connection looks whether it still is; until then, an error must not be the
      // end of the process.
      connection.on('error', () => {})
      connection.off('error', fail)
      resolve(connection)
    })

    function giveUp(): void {
      reject(timedOut(options, 'the host did not answer'))
      connection.destroy()
    }
  })
}

function timedOut({ timeoutMs }: ConnectOptions, reason: string): ChatError {
  return new ChatError('TIMED_OUT', { values: { seconds: (timeoutMs ?? 0) / 1000, reason } })
}
