// The attacker process: `node attacker.js <member|pipe|relay> <mode> <bootstrap> <key> <seconds>`, `guest` with the words of
// an invite in place of the key, or `host <mode> <bootstrap> - <seconds>`, which prints its key first; `pipehost` likewise.
// At the end it prints its results as JSON.
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import process from '#process'
import { timeOfDay, wait } from '../../shared/base/clock.ts'
import { run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { args } from '../../shared/app/runtime.ts'
import { deriveInviteKey, hourOf } from '../../shared/identity/invite-key.ts'
import { attackHost, hostileHost, hostileNode, type HostilePeer } from '../helpers/hostile-peer.ts'
import { CROWD_MODES } from './crowd-modes.ts'
import { HOST_MODES } from './host-modes.ts'
import { INVITE_MODES } from './invite-modes.ts'
import { MEMBER_MODES } from './member-modes.ts'
import { Attack, type Mode } from './mode.ts'
import { PIPE_HOST_MODES, PIPE_MODES } from './pipe-modes.ts'
import { RELAY_MODES } from './relay-modes.ts'
import { RESUME_HOST_MODES, RESUME_MODES } from './resume-modes.ts'
import { RETURN_MODES } from './return-modes.ts'
import { WELCOME_MODES } from './welcome-modes.ts'

/** How an attack ended for the attacker. */
export interface Outcome {
  ending: string
  sentFrames: number
  sentBytes: number
}

/** Until the other side has heard that it is over. */
const RESET_MS = 200

const [side = '', name = '', bootstrap = '', key = '', seconds = '4'] = args
const MODES = {
  member: { ...MEMBER_MODES, ...CROWD_MODES, ...RETURN_MODES },
  guest: INVITE_MODES,
  relay: RELAY_MODES,
  pipe: { ...PIPE_MODES, ...RESUME_MODES },
  pipehost: { ...PIPE_HOST_MODES, ...RESUME_HOST_MODES },
  host: { ...HOST_MODES, ...WELCOME_MODES }
}

run(async () => {
  const mode = side in MODES ? MODES[side as keyof typeof MODES][name] : undefined
  if (mode === undefined) throw new Error(`there is no mode "${side} ${name}"`)
  const peer = side.endsWith('host') ? await asHost(mode) : await asPeer(mode)
  const { ending, sentFrames, sentBytes } = peer
  await print(`${JSON.stringify({ ending, sentFrames, sentBytes } satisfies Outcome)}\n`)
  peer.destroy()
  await wait(RESET_MS)
  // HyperDHT would say goodbye to hundreds of peers.
  process.exit(0)
})

async function asPeer(mode: Mode): Promise<HostilePeer> {
  const node = hostileNode(bootstrap)
  const wordsKey = side === 'guest' ? await deriveInviteKey(key, hourOf(timeOfDay())) : null
  const hostKey = wordsKey?.publicKey ?? b4a.from(key, 'hex')
  const keyPair = HyperDHT.keyPair()
  const peer = await attackHost(node, hostKey, keyPair)
  const target = { node, hostKey, keyPair, bootstrap, peer, wordsKey }
  await mode(new Attack({ ...target, seconds: Number(seconds) }))
  return peer
}

/** Attacks everybody who connects, for this long each, and finishes with the first. */
async function asHost(mode: Mode): Promise<HostilePeer> {
  const node = hostileNode(bootstrap)
  const keyPair = HyperDHT.keyPair()
  const hostKey = keyPair.publicKey
  return new Promise((resolve, reject) => {
    const onClient = (peer: HostilePeer): void => {
      const attack = new Attack({
        node,
        hostKey,
        keyPair,
        bootstrap,
        peer,
        seconds: Number(seconds)
      })
      mode(attack)
        .then(() => attack.idle())
        .then(() => resolve(peer), reject)
    }
    hostileHost(node, keyPair, onClient).then(
      () => print(`listening on: ${b4a.toString(hostKey, 'hex')}\n`),
      reject
    )
  })
}
