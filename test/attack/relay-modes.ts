// Attacks on a relay, `server-app --as-relay`, by those who connect to it.
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import { wait } from '../../shared/base/clock.ts'
import { crypto } from '../../shared/base/packages.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { batchFilledWith, strangeOpen } from '../helpers/frames.ts'
import { attackHost, type HostilePeer } from '../helpers/hostile-peer.ts'
import { pairedId, pairFrame, relayOpen, unpairFrame } from '../helpers/relay-frames.ts'
import { many, withFreshKeys } from './crowd-modes.ts'
import type { Attack, Modes } from './mode.ts'

/** Just below the limit of a peer. */
const PACE_MS = 2 * (1000 / LIMITS.relayFrames.perSecond)
const KNOCK_MS = 200
/** Enough for all pairs that a relay carries. */
const COUPLES = LIMITS.relayedPairs / LIMITS.relayedPairsOfPeer
const BATCH_BYTES = 200
const CHUNK_BYTES = 64 * 1024
const RETRY_MS = 100
const FULL_MS = 5

export const RELAY_MODES: Modes = {
  'peers that say nothing': withFreshKeys(() => {}),
  'peers that come and vanish': withFreshKeys((peer) => peer.destroy()),
  'meetings that nobody comes to': async (attack) => {
    open(attack)
    await attack.flood(() => pairFrame(true, token()))
  },
  'meetings of many that nobody comes to': (attack) =>
    many(attack, async () => {
      const peer = await peerAt(attack)
      for (let count = 0; count < LIMITS.relayMeetings; count++) peer.send(pairFrame(true, token()))
    }),
  'pairs that carry nothing': async (attack) => {
    for (let couple = 0; couple < COUPLES; couple++) {
      const [one, other] = await couplesAt(attack)
      for (let count = 0; count < LIMITS.relayedPairsOfPeer; count++) pair(one, other, token())
    }
    await attack.idle()
  },
  'one token again and again': paced((one, other) => pair(one, other, SAME_TOKEN)),
  'a peer that meets itself': paced((one) => pair(one, one, token())),
  'pairs that end at once': paced((one, other) => {
    const own = token()
    pair(one, other, own)
    one.send(unpairFrame(own))
  }),
  'more bytes than it carries': async (attack) => {
    while (!attack.isOver) {
      await carry(attack)
      await wait(RETRY_MS)
    }
  },
  'junk at a relay': async (attack) => {
    open(attack)
    await attack.flood(() => crypto.randomBytes(100))
  },
  'junk of many at a relay': withFreshKeys((peer, attack) => {
    return attack.flood(() => crypto.randomBytes(100), peer)
  }),
  'frames too long at a relay': (attack) => attack.flood(() => b4a.alloc(65_536, 99)),
  'channel opens at a relay': (attack) => attack.flood(() => strangeOpen()),
  'batches at a relay': async (attack) => {
    open(attack)
    await attack.flood(() => batchFilledWith(pairFrame(true, token()), BATCH_BYTES))
  },
  'strangers at a private relay': (attack) =>
    many(attack, async () => {
      const connection = attack.node.connect(attack.hostKey, { keyPair: HyperDHT.keyPair() })
      connection.on('error', () => {})
      await wait(KNOCK_MS)
      connection.destroy()
    })
}

/** What we use of udx-native's. */
interface UdxStream {
  readonly id: number
  on(event: 'data' | 'error', listener: () => void): void
  connect(socket: unknown, remoteId: number, port: number, host: string): void
  write(bytes: Uint8Array): boolean
  destroy(): void
}

const SAME_TOKEN = b4a.alloc(32, 1)

function token(): Uint8Array {
  return crypto.randomBytes(32)
}

function open({ peer, keyPair }: Attack): void {
  peer.send(relayOpen(keyPair.publicKey))
}

async function peerAt({ node, hostKey }: Attack): Promise<HostilePeer> {
  const keyPair = HyperDHT.keyPair()
  const peer = await attackHost(node, hostKey, keyPair)
  peer.send(relayOpen(keyPair.publicKey))
  return peer
}

function couplesAt(attack: Attack): Promise<[HostilePeer, HostilePeer]> {
  return Promise.all([peerAt(attack), peerAt(attack)])
}

function pair(one: HostilePeer, other: HostilePeer, own: Uint8Array): void {
  one.send(pairFrame(true, own))
  other.send(pairFrame(false, own))
}

/** Two of them, again and again, within their rates; others take their place when they are thrown out. */
function paced(act: (one: HostilePeer, other: HostilePeer) => void): Modes[string] {
  return async (attack) => {
    let [one, other] = await couplesAt(attack)
    while (!attack.isOver) {
      if (one.isOver || other.isOver) [one, other] = await couplesAt(attack)
      act(one, other)
      attack.peer.sentFrames += 2
      await wait(PACE_MS)
    }
  }
}

/** Sends through a pair as fast as it goes, until that ends. */
async function carry(attack: Attack): Promise<void> {
  const peers = await couplesAt(attack)
  const own = token()
  const ends = peers.map((peer, index) => {
    const stream = attack.node.createRawStream({ framed: false }) as UdxStream
    stream.on('error', () => {})
    stream.on('data', () => {})
    peer.send(pairFrame(index === 0, own, stream.id))
    return { peer, stream }
  })
  const isOver = (): boolean => attack.isOver || peers.some((peer) => peer.isOver)
  const ended = Promise.race([attack.idle(), ...peers.map(({ closed }) => closed)])
  try {
    for (const { peer, stream } of ends) {
      const answer = await Promise.race([peer.got(1, 0), ended])
      if (!answer) return
      const { socket, remotePort, remoteHost } = peer.connection.rawStream
      stream.connect(socket, pairedId(answer), remotePort, remoteHost)
    }
    const chunk = b4a.alloc(CHUNK_BYTES)
    while (!isOver()) {
      attack.peer.sentBytes += chunk.length
      const hasRoom = ends[0]?.stream.write(b4a.from(chunk))
      await Promise.race([wait(hasRoom ? 0 : FULL_MS), ended])
    }
  } finally {
    for (const { peer, stream } of ends) {
      stream.destroy()
      peer.destroy()
    }
  }
}
