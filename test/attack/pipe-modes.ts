// Attacks of a hostile peer on a pipe.
import b4a from 'b4a'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { wait } from '../../shared/base/clock.ts'
import {
  batchFilledWith,
  controlFrame,
  dataFrame,
  openFrame,
  openFrameWithId,
  strangeOpen,
  TYPE
} from '../helpers/frames.ts'
import { attackHost } from '../helpers/hostile-peer.ts'
import { floodOfPlain, type Attack, type Modes } from './mode.ts'

const BATCH_BYTES = 1024 * 1024
/** A silent peer is taken for a plain one after a second. */
const SETTLE_MS = 1500
/** So that the client knows that it is served. */
const BREAKS_MS = 20

export const PIPE_MODES: Modes = {
  'empty data': flood(dataFrame(b4a.alloc(0))),
  'empty data, batches': flood(batchFilledWith(dataFrame(b4a.alloc(0)), BATCH_BYTES)),
  'tiny data': flood(dataFrame(b4a.from('x'))),
  'tiny data, batches': flood(batchFilledWith(dataFrame(b4a.from('x')), BATCH_BYTES)),
  'data beyond the window': flood(dataFrame(b4a.alloc(65_536))),
  receipts: flood(controlFrame(TYPE.receipt, '{"bytes":0}')),
  ends: flood(controlFrame(TYPE.end, '{"bytes":0}')),
  'opens in one frame': flood(batchFilledWith(strangeOpen(), BATCH_BYTES)),
  'plain, a byte each': floodOfPlain('x', SETTLE_MS),
  'plain, empty': floodOfPlain('', SETTLE_MS),
  'plain, as much as goes': floodOfPlain('x'.repeat(65_536), SETTLE_MS),
  'silent from the start': (attack) => attack.idle(),
  'silent, to a host with no input': (attack) => attack.idle(),
  'pipes that break': async (attack) => {
    for (let count = 0; !attack.isOver; count++) {
      const hello = helloOf(count.toString(16).padStart(64, '0'))
      await speakAndBreak(attack, HyperDHT.keyPair(), hello)
    }
  },
  'resumes what nobody knows': (attack) => {
    return sendAndIdle(attack, openFrame(helloOf('f'.repeat(64), { resumes: true })))
  },
  'resumes beyond what was sent': async (attack) => {
    const keyPair = HyperDHT.keyPair()
    for (let received = 0; !attack.isOver; received += 1_000_000_000) {
      const hello = helloOf('e'.repeat(64), { received, resumes: received > 0 })
      await speakAndBreak(attack, keyPair, hello)
    }
  },
  'half-open': (attack) => sendAndIdle(attack, openFrame()),
  'open under an id': (attack) => sendAndIdle(attack, openFrameWithId(1))
}

/** Of a host, on a client. */
export const PIPE_HOST_MODES: Modes = {
  calm: (attack) => sendAndIdle(attack, openFrame()),
  'empty data': flood(dataFrame(b4a.alloc(0))),
  'tiny data': flood(dataFrame(b4a.from('x'))),
  'data beyond the window': flood(dataFrame(b4a.alloc(65_536))),
  receipts: flood(controlFrame(TYPE.receipt, '{"bytes":0}')),
  'receipts with wide windows': flood(
    controlFrame(TYPE.receipt, `{"bytes":0,"window":${2 ** 50}}`)
  ),
  'opens in one frame': flood(batchFilledWith(strangeOpen(), BATCH_BYTES)),
  'plain bytes': (attack) => attack.flood(() => b4a.from('x'.repeat(65_536))),
  'opens and breaks': async (attack) => {
    const hello = b4a.toString(await attack.peer.got(0, 1))
    const [, session = ''] = /"session":"(\w+)"/.exec(hello) ?? []
    attack.peer.send(openFrame(helloOf(session, { resumes: hello.includes('"resumes":true') })))
    attack.peer.send(dataFrame(b4a.from('x')))
    await wait(BREAKS_MS)
    attack.peer.destroy()
  }
}

/** Those in which a peer is no real one, and only holds the pipe: others are to get through meanwhile. */
export const HOLDING_MODES: readonly string[] = [
  'silent from the start',
  'silent, to a host with no input',
  'resumes what nobody knows',
  'half-open',
  'open under an id'
]

function helloOf(session: string, { received = 0, resumes = false } = {}): string {
  return JSON.stringify({ sends: true, receives: true, session, received, resumes })
}

async function speakAndBreak(attack: Attack, keyPair: KeyPair, hello: string): Promise<void> {
  const peer = await attackHost(attack.node, attack.hostKey, keyPair)
  peer.send(openFrame(hello))
  peer.send(dataFrame(b4a.from('x')))
  attack.peer.sentFrames++
  await Promise.race([peer.got(1, TYPE.receipt), wait(SETTLE_MS), peer.closed])
  peer.destroy()
}

function flood(frame: Uint8Array): Modes[string] {
  return async (attack) => {
    attack.peer.send(openFrame())
    await attack.flood(() => frame)
  }
}

function sendAndIdle(attack: Attack, frame: Uint8Array): Promise<void> {
  attack.peer.send(frame)
  return attack.idle()
}
