// Attacks on pipes by who comes back to them: with lies about what was sent, too often, or on many connections at once.
import b4a from 'b4a'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { wait } from '../../shared/base/clock.ts'
import { controlFrame, dataFrame, openFrame, TYPE } from '../helpers/frames.ts'
import { attackHost, type HostilePeer } from '../helpers/hostile-peer.ts'
import { many } from './crowd-modes.ts'
import type { Attack, Modes } from './mode.ts'

const SESSION = 'd'.repeat(64)
/** Both sides have answered by then. */
const ANSWER_MS = 500
const CONNECTIONS = 100
const BYTES = 1000

export const RESUME_MODES: Modes = {
  'resumes a session of somebody else': async (attack) => {
    await begin(attack, attack.keyPair)
    await many(attack, () => resume(attack, HyperDHT.keyPair(), {}))
  },
  'resumes that rewind': again(
    () => ({ received: 0 }),
    [controlFrame(TYPE.end, '{"bytes":1}'), controlFrame(TYPE.receipt, '{"bytes":0}')]
  ),
  'resumes that say all that is possible': again(() => ({ received: Number.MAX_SAFE_INTEGER })),
  'resumes as fast as they go': async (attack) => {
    await begin(attack, attack.keyPair)
    await many(attack, () => resume(attack, attack.keyPair, {}))
  },
  'resumes on many connections': async (attack) => {
    await begin(attack, attack.keyPair)
    const connecting = Array.from({ length: CONNECTIONS }, () => {
      return attackHost(attack.node, attack.hostKey, attack.keyPair)
    })
    const peers = await Promise.all(connecting)
    attack.begin()
    for (const peer of peers) peer.send(openFrame(helloOf({ resumes: true })))
    await attack.idle()
    for (const peer of peers) peer.destroy()
  }
}

/** Of a host, on a client that has sent something. */
export const RESUME_HOST_MODES: Modes = {
  'rewinds what it has confirmed': breaksAndSays((count) => (count === 0 ? BYTES : 0)),
  'confirms what was never sent': breaksAndSays((count) => count * 1_000_000_000),
  'another session than was asked for': async (attack) => {
    attack.peer.send(openFrame(helloOf({ resumes: true })))
    await attack.idle()
  }
}

/** How often each mode has been met by a client that comes again. */
let visits = 0

/** Confirms, breaks, and confirms something else when the client is back. */
function breaksAndSays(receivedAt: (count: number) => number): Modes[string] {
  return async ({ peer }) => {
    const hello = b4a.toString(await peer.got(0, 1))
    const [, session = ''] = /"session":"(\w+)"/.exec(hello) ?? []
    const received = receivedAt(visits++)
    const resumes = hello.includes('"resumes":true')
    peer.send(openFrame(helloOf({ session, received, resumes })))
    peer.send(controlFrame(TYPE.receipt, JSON.stringify({ bytes: received })))
    peer.send(dataFrame(b4a.from('x')))
    await Promise.race([wait(ANSWER_MS), peer.closed])
    peer.destroy()
  }
}

function again(hello: () => object, frames: Uint8Array[] = []): Modes[string] {
  return async (attack) => {
    await begin(attack, attack.keyPair)
    while (!attack.isOver) await resume(attack, attack.keyPair, hello(), frames)
  }
}

/** A pipe that its peer has sent something through, and left. */
async function begin({ node, hostKey }: Attack, keyPair: KeyPair): Promise<void> {
  const peer = await attackHost(node, hostKey, keyPair)
  peer.send(openFrame(helloOf({})))
  peer.send(dataFrame(b4a.alloc(BYTES, 0x61)))
  await answered(peer)
  peer.destroy()
}

async function resume(
  attack: Attack,
  keyPair: KeyPair,
  more: object,
  frames: Uint8Array[] = []
): Promise<void> {
  const peer = await attackHost(attack.node, attack.hostKey, keyPair)
  peer.send(openFrame(helloOf({ resumes: true, ...more })))
  for (const frame of frames) peer.send(frame)
  attack.peer.sentFrames++
  await answered(peer)
  peer.destroy()
}

async function answered(peer: HostilePeer): Promise<void> {
  await Promise.race([peer.got(0, 1), peer.closed, wait(ANSWER_MS)])
}

function helloOf(more: object): string {
  const hello = { sends: true, receives: true, session: SESSION, received: 0, resumes: false }
  return JSON.stringify({ ...hello, ...more })
}
