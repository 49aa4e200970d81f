// Attacks on a room by members who connect again and again.
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import { LIMITS } from '../../shared/base/limits.ts'
import { ROOM_TYPE } from '../helpers/frames.ts'
import { attackHost, type HostilePeer } from '../helpers/hostile-peer.ts'
import { many, pace, seenFrame } from './crowd-modes.ts'
import type { Modes } from './mode.ts'
import { NAMESAKE } from './typed.ts'

/** So many that none of them comes more often than it may. */
const KEYS = 60

export const RETURN_MODES: Modes = {
  'many connections of one key, and /check': async (attack) => {
    const connecting = Array.from({ length: LIMITS.sessionsPerMember }, () => {
      return attackHost(attack.node, attack.hostKey, attack.keyPair)
    })
    const peers = await Promise.all(connecting)
    await Promise.all(peers.map((peer) => peer.join({ name: NAMESAKE, since: null })))
    attack.begin()
    await Promise.all(peers.map((peer) => pace(attack, peer, seenFrame())))
  },
  'keys that come and vanish': withKnownKeys(() => ({ since: null })),
  'keys that come back for all of it': withKnownKeys((log) => ({ since: { log, seq: 0 } })),
  'keys that come back from the future': withKnownKeys((log) => {
    return { since: { log, seq: Number.MAX_SAFE_INTEGER } }
  })
}

/** Each is a member of the room, comes as `askFor` says, and vanishes. */
function withKnownKeys(askFor: (log: string) => object): Modes[string] {
  return async (attack) => {
    const keyPairs = Array.from({ length: KEYS }, () => HyperDHT.keyPair())
    let count = 0
    let log = '0'.repeat(16)
    await many(attack, async () => {
      const place = count++ % keyPairs.length
      const peer = await attackHost(attack.node, attack.hostKey, keyPairs[place])
      const instance = place.toString(16).padStart(32, '0')
      await peer.join({ name: null, instance, ...askFor(log) })
      log = logOf(peer) ?? log
      peer.destroy()
    })
  }
}

/** The id of the log, which each welcome says. */
function logOf({ frames }: HostilePeer): string | undefined {
  const welcome = frames.find(([channel, type]) => channel === 1 && type === ROOM_TYPE.welcome)
  return /"log":"(\w+)"/.exec(welcome ? b4a.toString(welcome) : '')?.[1]
}
