// Measures what hostile guests cost a room and its invite: who has the words is to get in meanwhile.
import HyperDHT, { type KeyPair } from 'hyperdht'
import { monotonicMs, timeOfDay, wait } from '../../shared/base/clock.ts'
import { deriveInviteKey, hourOf } from '../../shared/identity/invite-key.ts'
import { introduce } from '../../shared/invite/guest-end.ts'
import { createNode } from '../../shared/network/node.ts'
import { startHost } from '../helpers/apps.ts'
import type { Cost } from './cost.ts'
import { attackWith, endureIn, type Circumstances } from './endured.ts'
import { SPENDING_MODES } from './invite-modes.ts'

const WORDS = /^((?:[a-z]{3,8}-){3}[a-z]{3,8})$/m
/** Until the attacker is at it. */
const BEGUN_MS = 3000
/** A guest that is not in by then never will be. */
const PATIENCE_MS = 15_000

export async function attackInvite(mode: string, circumstances: Circumstances): Promise<Cost> {
  const { place, binary, seconds } = circumstances
  const flags = ['--chat', '--commands', '--ephemeral', '--invite']
  const room = await startHost(place, flags, { binary, redirect: '> /dev/null' })
  const [, words = ''] = await room.host.said(WORDS)
  const wordsKey = await deriveInviteKey(words, hourOf(timeOfDay()))
  let guest = ''
  const cost = await endureIn(room, circumstances, async () => {
    const visit = SPENDING_MODES.includes(mode)
      ? Promise.resolve('')
      : wait(BEGUN_MS).then(() => learnKey(place.bootstrap, wordsKey, room.key))
    const attack = attackWith(['guest', mode, place.bootstrap, words], circumstances, seconds)
    const [ending] = await Promise.all([attack, visit.then((how) => (guest = how))])
    return ending
  })
  const isKeptOut = guest.startsWith('no guest')
  return { ...cost, lost: cost.lost + (isKeptOut ? 1 : 0), ending: `${cost.ending}${guest}` }
}

/** A guest that tries until it is in. Resolves with how that went. */
async function learnKey(bootstrap: string, wordsKey: KeyPair, key: string): Promise<string> {
  const node = createNode({ bootstrap: bootstrap.split(',') })
  const startedAt = monotonicMs()
  const keyPair = HyperDHT.keyPair()
  let failure = ''
  try {
    while (monotonicMs() - startedAt < PATIENCE_MS) {
      const connection = node.connect(wordsKey.publicKey, { keyPair })
      connection.on('error', () => {})
      await connection.opened
      const learnt = await introduce(connection, { wordsKey, name: null }).catch(String)
      if (learnt === key) return `; a guest came in ${(monotonicMs() - startedAt).toFixed(0)} ms`
      failure = learnt
    }
    return `no guest came: ${failure}`
  } finally {
    await node.destroy({ force: true })
  }
}
