// Attacks of a hostile peer on a pipe.
import b4a from 'b4a'
import {
  batchFilledWith,
  controlFrame,
  dataFrame,
  openFrame,
  openFrameWithId,
  strangeOpen,
  TYPE
} from '../helpers/frames.ts'
import { floodOfPlain, type Attack, type Modes } from './mode.ts'

const BATCH_BYTES = 1024 * 1024
/** A silent peer is taken for a plain one after a second. */
const SETTLE_MS = 1500

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
  'half-open': (attack) => sendAndIdle(attack, openFrame()),
  'open under an id': (attack) => sendAndIdle(attack, openFrameWithId(1))
}

/** Those in which a peer is no real one, and only holds the pipe: others are to get through meanwhile. */
export const HOLDING_MODES: readonly string[] = [
  'silent from the start',
  'silent, to a host with no input',
  'half-open',
  'open under an id'
]

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
