// Attacks on the invites of a room by somebody who knows the key of the words, and even the words.
import b4a from 'b4a'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { wait } from '../../shared/base/clock.ts'
import { crypto } from '../../shared/base/packages.ts'
import { guestHello, INVITE_PROTOCOL } from '../../shared/invite/messages.ts'
import {
  batchFilledWith,
  CLOSE_FRAME,
  controlFrame,
  openFrame,
  openFrameWithId,
  strangeOpen
} from '../helpers/frames.ts'
import { sendHandshake, shakeOnly } from '../helpers/handshake.ts'
import type { HostilePeer } from '../helpers/hostile-peer.ts'
import { addressOf, many, withFreshKeys } from './crowd-modes.ts'
import type { Modes } from './mode.ts'

const INTRODUCE = 1
const GUESS_MS = 300
const NO_PROOF = '1'.repeat(128)
const BATCH_BYTES = 2000

export const INVITE_MODES: Modes = {
  'guesses of words': (attack) =>
    many(attack, async () => {
      // Another guess is another key.
      const connection = attack.node.connect(HyperDHT.keyPair().publicKey, {
        keyPair: attack.keyPair
      })
      connection.on('error', () => {})
      await wait(GUESS_MS)
      connection.destroy()
    }),
  'guests without a proof': withFreshKeys((peer) => peer.send(hello({ name: null }))),
  'guests with a wrong proof': withFreshKeys((peer) => peer.send(hello({ proof: NO_PROOF }))),
  'proofs of another connection': async (attack) => {
    const proof = proofFor(attack.peer, attack.wordsKey)
    await withFreshKeys((peer) => peer.send(hello({ proof })))(attack)
  },
  'guests who say nothing': withFreshKeys(() => {}),
  'half-open invites': withFreshKeys((peer) => peer.send(b4a.from([0, 1, 1]))),
  'invites under ids': withFreshKeys((peer) => peer.send(openFrameWithId(1, INVITE_PROTOCOL))),
  'invites that are closed': withFreshKeys((peer) => {
    peer.send(hello({ proof: NO_PROOF }))
    peer.send(CLOSE_FRAME)
  }),
  'handshakes replayed at an invite': async (attack) => {
    const to = addressOf(attack)
    const noise = await shakeOnly(attack.node, to)
    await many(attack, () => sendHandshake(attack.node, to, noise))
  },
  'garbage at an invite': (attack) => attack.flood(() => b4a.alloc(65_536, 99)),
  'short garbage at an invite': withFreshKeys((peer, attack) => {
    return attack.flood(() => crypto.randomBytes(100), peer)
  }),
  'channel opens at an invite': (attack) => attack.flood(() => strangeOpen()),
  'batches at an invite': (attack) =>
    attack.flood(() => batchFilledWith(strangeOpen(), BATCH_BYTES)),
  'introductions by a guest': withFreshKeys((peer, attack) => {
    peer.send(hello({ proof: proofFor(peer, attack.wordsKey) }))
    return attack.flood(() => controlFrame(INTRODUCE, '{}'), peer)
  }),
  'names of guests': withFreshKeys((peer, attack) => {
    const name = '\u001b[2J\u202e'.repeat(100)
    peer.send(hello({ name, proof: proofFor(peer, attack.wordsKey) }))
  }),
  'guests after the first': withFreshKeys((peer, attack) => {
    peer.send(hello({ proof: proofFor(peer, attack.wordsKey) }))
  })
}

/** Those in which the attacker has the words, and spends them. */
export const SPENDING_MODES: readonly string[] = [
  'introductions by a guest',
  'names of guests',
  'guests after the first'
]

function hello(fields: object): Uint8Array {
  return openFrame(JSON.stringify({ name: null, ...fields }), INVITE_PROTOCOL)
}

function proofFor({ connection }: HostilePeer, wordsKey: KeyPair | null): string {
  const hash = connection.handshakeHash ?? b4a.alloc(64)
  return guestHello(null, wordsKey ?? HyperDHT.keyPair(), hash).proof
}
