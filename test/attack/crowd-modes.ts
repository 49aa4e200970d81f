// Attacks on a room by somebody with many keys: hundreds of handshakes, connections and knocks.
import b4a from 'b4a'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { spawn } from '#child-process'
import process from '#process'
import { wait } from '../../shared/base/clock.ts'
import { crypto } from '../../shared/base/packages.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import { ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import { signPost } from '../../shared/room/signing.ts'
import { CLOSE_FRAME, openFrame, openFrameWithId, roomFrame } from '../helpers/frames.ts'
import { sendHandshake, shakeOnly, type HandshakeTo } from '../helpers/handshake.ts'
import { attackHost, type HostilePeer } from '../helpers/hostile-peer.ts'
import type { Attack, Modes } from './mode.ts'

/** Never more than so many connections, or handshakes without one. */
const MOST = 1000
/** At a time under way. */
const AT_ONCE = 20
/** Just below the limit of a member. */
const FRAMES_EVERY_MS = 100
const FRAMES_AT_ONCE = Math.floor((LIMITS.memberFrames.perSecond * 0.9 * FRAMES_EVERY_MS) / 1000)
const KNOCK_MS = 200
/** Three for each of the crowd. */
const SIXTY = { keys: 60, connections: 1 }
const WHISPERERS = 10
/** Rare enough that nobody is disconnected for it. */
const WHISPER_EVERY_MS = 25
const SLEEPER_SESSIONS = 4
/** Just enough to keep its connections. */
const AWAKE_MS = 40
const ASLEEP_MS = 2000

export const CROWD_MODES: Modes = {
  'handshakes alone': (attack) => many(attack, () => shakeOnly(attack.node, addressOf(attack))),
  'handshakes that name relays': (attack) =>
    many(attack, () => {
      const relayThrough = { publicKey: crypto.randomBytes(32), token: crypto.randomBytes(32) }
      const [host = '', port] = attack.bootstrap.split(':')
      const to = { ...addressOf(attack), via: { host, port: Number(port) } }
      return shakeOnly(attack.node, to, { firewall: FIREWALL.unknown, relayThrough })
    }),
  'handshakes replayed': async (attack) => {
    const to = addressOf(attack)
    const noise = await shakeOnly(attack.node, to)
    await many(attack, () => sendHandshake(attack.node, to, noise))
  },
  'fresh keys join and leave': withFreshKeys(async (peer) => {
    await peer.join()
    peer.destroy()
  }),
  'fresh keys knock': (attack) =>
    many(attack, async () => {
      // A rejected peer learns of it only after a long time.
      const connection = attack.node.connect(attack.hostKey, { keyPair: HyperDHT.keyPair() })
      connection.on('error', () => {})
      await wait(KNOCK_MS)
      connection.destroy()
    }),
  'connections that say nothing': withFreshKeys(() => {}),
  'connections with channels under ids': withFreshKeys((peer) => {
    peer.send(openFrameWithId(1, ROOM_PROTOCOL))
  }),
  'connections with closed channels': withFreshKeys((peer) => {
    peer.send(openFrame('{}', ROOM_PROTOCOL))
    peer.send(CLOSE_FRAME)
  }),
  'whispers to a sleeper': whisperToSleeper,
  'twenty keys within their rates: seen': withinRates(seenFrame),
  'twenty keys within their rates: one post': withinRates(postFrame),
  'twenty keys within their rates: renames': withinRates(() => roomFrame('rename', { name: 'a' })),
  'twenty keys within their rates: whispers': withinRates(({ hostHex }) => {
    return roomFrame('whisper', { peer: hostHex, id: '0'.repeat(32), sealed: 'ab'.repeat(500) })
  }),
  'sixty keys within their rates: seen': withinRates(seenFrame, SIXTY),
  'sixty keys within their rates: one post': withinRates(postFrame, SIXTY),
  'many connections of one key: one post': withinRates(postFrame, {
    keys: 1,
    connections: LIMITS.sessionsPerMember
  }),
  'keys that flood and come back': withFreshKeys(async (peer, attack) => {
    await peer.join()
    const frame = roomFrame('rename', { name: 'a' })
    await attack.flood(() => frame, peer)
    peer.destroy()
  })
}

export function addressOf({ hostKey, peer }: Attack): HandshakeTo {
  const { remoteHost: host, remotePort: port } = peer.connection.rawStream
  return { hostKey, address: { host, port } }
}

export function seenFrame(): Uint8Array {
  return roomFrame('seen', { seq: 1 })
}

function postFrame({ hostHex }: Attack, keyPair: KeyPair): Uint8Array {
  return roomFrame('post', signPost('x', hostHex, keyPair))
}

export function withFreshKeys(act: (peer: HostilePeer, attack: Attack) => unknown): Modes[string] {
  return (attack) =>
    many(attack, async () => {
      const peer = await attackHost(attack.node, attack.hostKey)
      if (!peer.isOver) await act(peer, attack)
    })
}

/** Many members, none of whom sends more than it may: one frame again and again. */
function withinRates(
  makeFrame: (attack: Attack, keyPair: KeyPair) => Uint8Array,
  { keys, connections } = { keys: AT_ONCE, connections: 1 }
): Modes[string] {
  return async (attack) => {
    const owners = Array.from({ length: keys }, () => HyperDHT.keyPair())
    const keyPairs = owners.flatMap((owner) => Array.from({ length: connections }, () => owner))
    const connecting = keyPairs.map((keyPair) => attackHost(attack.node, attack.hostKey, keyPair))
    const peers = await Promise.all(connecting)
    await Promise.all(peers.map((peer) => peer.join()))
    const frames = keyPairs.map((keyPair) => makeFrame(attack, keyPair))
    attack.begin()
    await Promise.all(peers.map((peer, index) => pace(attack, peer, frames[index])))
  }
}

export async function pace(
  attack: Attack,
  peer: HostilePeer,
  frame: Uint8Array = b4a.alloc(0)
): Promise<void> {
  while (!attack.isOver && !peer.isOver) {
    for (let count = 0; count < FRAMES_AT_ONCE; count++) peer.send(frame)
    attack.peer.sentFrames += FRAMES_AT_ONCE
    await wait(FRAMES_EVERY_MS)
  }
}

/** Does it again and again, some at a time. */
export async function many(attack: Attack, act: () => Promise<unknown>): Promise<void> {
  let count = 0
  const worker = async (): Promise<void> => {
    while (!attack.isOver && count++ < MOST) {
      // One that is stuck does not hold up the others for ever.
      await Promise.race([act(), attack.idle()])
      attack.peer.sentFrames++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  await attack.idle()
}

/** What its machine has not acknowledged waits at the host: it is asleep, as a process that is stopped. */
async function whisperToSleeper(attack: Attack): Promise<void> {
  const args = ['test/attack/sleeper.js', attack.bootstrap, attack.hostHex, `${SLEEPER_SESSIONS}`]
  const sleeper = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  // The kill of bare-subprocess does nothing the second time.
  const signal = (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void => {
    if (sleeper.pid !== undefined) process.kill(sleeper.pid, name)
  }
  try {
    const [key, ...peers] = await Promise.all([
      new Promise<string>((resolve) => {
        sleeper.stdout.once('data', (chunk: Uint8Array) => resolve(b4a.toString(chunk).trim()))
      }),
      ...Array.from({ length: WHISPERERS }, () => joinAs(attack))
    ])
    attack.begin()
    const message = { peer: key, id: '0'.repeat(32), sealed: 'ab'.repeat(8000) }
    const frame = roomFrame('whisper', message)
    const whispering = Promise.all(peers.map((peer) => whisper(attack, peer, frame)))
    while (!attack.isOver) {
      signal('SIGSTOP')
      await Promise.race([wait(ASLEEP_MS), attack.idle()])
      signal('SIGCONT')
      await wait(AWAKE_MS)
    }
    await whispering
  } finally {
    signal('SIGCONT')
    signal('SIGKILL')
  }
}

async function whisper(attack: Attack, peer: HostilePeer, frame: Uint8Array): Promise<void> {
  while (!attack.isOver && !peer.isOver) {
    peer.send(frame)
    attack.peer.sentFrames++
    await wait(WHISPER_EVERY_MS)
  }
}

async function joinAs({ node, hostKey }: Attack): Promise<HostilePeer> {
  const peer = await attackHost(node, hostKey)
  await peer.join()
  return peer
}
