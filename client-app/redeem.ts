// Finds the host that is waiting for the words of an invite, and learns its key. Loaded only for those who have words.
import type { Report } from '../shared/app/report.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { timeOfDay, Timer, wait } from '../shared/base/clock.ts'
import { EXIT } from '../shared/base/error-table.ts'
import { ChatError, toChatError } from '../shared/base/errors.ts'
import { keyOf, type PublicKey } from '../shared/base/key.ts'
import { deriveInviteKey, hoursAround, type DeriveKey } from '../shared/identity/invite-key.ts'
import { resolveName } from '../shared/identity/name-file.ts'
import { introduce } from '../shared/invite/guest-end.ts'
import type { Node } from '../shared/network/node.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'
import { Dialer } from './link/dialer.ts'

export interface RedeemOptions {
  words: string
  node: Node
  /** This client's own. */
  keyPair: KeyPair
  /** The name to ask for; null for the short key. */
  name: string | null
  /** The keys of relays to meet at where there is no direct path. */
  relays?: readonly PublicKey[]
  /** Try again while there is no such host. */
  waits: boolean
  derive?: DeriveKey
  timeOfDay?: () => number
}

const PAUSE_MS = 3000

export interface RedeemForOptions extends Omit<RedeemOptions, 'name'> {
  /** The name to use from now on, for a chat; null for the remembered one. */
  name?: string | null
  folder: string | null
  mode: 'chat' | 'pipe'
  /** Time limit for all of it; null for no limit. */
  timeoutMs: number | null
  report: Report
}

/** The same for a client as it was started, which is told what takes so long. Throws TIMED_OUT, too. */
export async function redeemFor(options: RedeemForOptions): Promise<PublicKey> {
  const { folder, mode, report, timeoutMs, name = null } = options
  report({ event: 'redeeming' })
  // The chat itself reports a name that cannot be read.
  const wish = mode === 'chat' ? (name ?? resolveName(folder, null, () => {})) : null
  const found = redeem({ ...options, name: wish })
  if (timeoutMs === null) return found
  return new Promise((resolve, reject) => {
    const reason = 'no host answered to these words'
    const values = { seconds: timeoutMs / 1000, reason }
    const limit = new Timer(timeoutMs, () => reject(new ChatError('TIMED_OUT', { values })))
    found.then(resolve, reject).finally(() => limit.cancel())
  })
}

/**
 * The key of the host that has these words. Throws ChatError WORDS_NOT_FOUND, WORDS_SPENT, BANNED, or why the host
 * could not be reached.
 */
export async function redeem(options: RedeemOptions): Promise<PublicKey> {
  for (;;) {
    try {
      return await tryHours(options)
    } catch (error) {
      const reason = toChatError(error)
      if (!options.waits || reason.exitCode !== EXIT.UNREACHABLE) throw reason
      await wait(PAUSE_MS)
    }
  }
}

/** The host's clock may be in another hour, or ours. */
async function tryHours(options: RedeemOptions): Promise<PublicKey> {
  const { derive = deriveInviteKey, timeOfDay: now = timeOfDay, words } = options
  for (const hour of hoursAround(now())) {
    const wordsKey = await derive(words, hour)
    try {
      return await ask(wordsKey, options)
    } catch (error) {
      const reason = toChatError(error)
      if (reason.code !== 'PEER_NOT_FOUND') throw reason
    }
  }
  throw new ChatError('WORDS_NOT_FOUND')
}

async function ask(wordsKey: KeyPair, options: RedeemOptions): Promise<PublicKey> {
  const dialer = new Dialer({
    ...options,
    hostKey: keyOf(wordsKey.publicKey),
    traffic: TRAFFIC.invite
  })
  for (;;) {
    try {
      const connection = await dialer.open(() => {})
      return await introduce(connection, { ...options, wordsKey })
    } catch (error) {
      if (!dialer.hasOtherPaths) throw error
    }
  }
}
