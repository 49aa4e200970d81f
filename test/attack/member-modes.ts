// Attacks of a hostile member on a room: each mode costs its host something else.
import b4a from 'b4a'
import { wait } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { newId, signPost } from '../../shared/room/signing.ts'
import {
  batchFilledWith,
  LONGEST_FRAME_BYTES,
  dataFrame,
  nestedBatches,
  openFrameWithId,
  roomFrame,
  strangeOpen
} from '../helpers/frames.ts'
import { floodOfPlain, type Attack, type Modes } from './mode.ts'

/** Too long for a member. */
const BATCH_BYTES = 4 * 1024 * 1024
/** As long as a frame of a member may be. */
const ALLOWED_BYTES = LIMITS.messageBytes
const NOBODY = '0'.repeat(64)
const FORGED = { id: '0'.repeat(32), text: 'x', signedAt: 0, signature: '1'.repeat(128) }
const WHISPER = roomFrame('whisper', { peer: NOBODY, id: '0'.repeat(32), sealed: '00' })
/** A plain peer has spoken, and is one. */
const SETTLE_MS = 300

/** What frames are filled with. */
const FILLINGS: Record<string, (attack: Attack) => Uint8Array> = {
  'forged posts': () => roomFrame('post', FORGED),
  'own post': (attack) => ownPost(attack, 'x'),
  renames: () => roomFrame('rename', { name: 'a' }),
  whispers: () => WHISPER,
  seen: () => roomFrame('seen', { seq: 1 }),
  nonsense: () => roomFrame('post', {}),
  breaks: () => roomFrame('break', { reason: 'left' }),
  opens: openInBatch
}

export const MEMBER_MODES: Modes = {
  seen: flood(() => roomFrame('seen', { seq: 1 })),
  'seen ahead': flood(() => roomFrame('seen', { seq: Number.MAX_SAFE_INTEGER })),
  'seen, batches': floodOfBatches(() => roomFrame('seen', { seq: 1 })),
  'own post again': flood((attack) => ownPost(attack, 'x')),
  'own post again, batches': floodOfBatches((attack) => ownPost(attack, 'x')),
  'own post again, long': flood((attack) => ownPost(attack, 'x'.repeat(LIMITS.textBytes))),
  'new posts': async (attack) => {
    await attack.peer.join()
    await attack.flood(() => post(attack, 'x'))
  },
  'one post after slow-down': async (attack) => {
    await attack.peer.join()
    for (let count = 0; count <= LIMITS.postBurst; count++) attack.peer.send(post(attack, 'x'))
    const again = post(attack, 'y')
    await attack.flood(() => again)
  },
  whispers: flood(() => WHISPER),
  'whispers, batches': floodOfBatches(() => WHISPER),
  'whispers to the host': async (attack) => {
    await attack.peer.join()
    const peer = attack.hostHex
    await attack.flood(() => roomFrame('whisper', { peer, id: newId(), sealed: 'ab'.repeat(100) }))
  },
  renames: async (attack) => {
    await attack.peer.join()
    let count = 0
    await attack.flood(() => roomFrame('rename', { name: `n${count++ % 7}` }))
  },
  'renames, batches': floodOfBatches(() => roomFrame('rename', { name: 'a' })),
  'renames to marks': flood(() => roomFrame('rename', { name: '\u0301'.repeat(380) })),
  'forged posts, batches': floodOfBatches(() => roomFrame('post', FORGED)),
  'unknown type, batches': floodOfBatches(() => b4a.from([1, 200])),
  'nested batches': flood(() => nestedBatches(50_000)),
  opens: flood(() => strangeOpen()),
  'opens under ids': flood(() => openFrameWithId(2)),
  'opens, batches': floodOfBatches(openInBatch),
  'plain lines': floodOfPlain('x\n'.repeat(32_768), SETTLE_MS),
  'plain without newline': floodOfPlain('a'.repeat(65_536), SETTLE_MS),
  'plain, a byte each': floodOfPlain('x', SETTLE_MS),
  'plain, empty': floodOfPlain('', SETTLE_MS),
  'frames too long': flood(() => dataFrame(b4a.alloc(LONGEST_FRAME_BYTES), 200)),
  junk: flood(() => b4a.alloc(65_536, 99)),
  'offers to relay': flood(() => roomFrame('relay', { kind: 'offer', key: NOBODY, isOpen: true })),
  'vouches, by a member': flood(() => roomFrame('relay', { kind: 'vouch', key: NOBODY })),
  'long posts, and /more': async (attack) => {
    await attack.peer.join()
    await attack.flood(() => post(attack, 'x'.repeat(LIMITS.textBytes)))
  },
  ...allowedBatches(),
  ...oneFrames()
}

/** Frame after frame of one thing, none too long. */
function allowedBatches(): Modes {
  const modes = Object.entries(FILLINGS).map(([name, fill]) => {
    const mode = flood((attack) => batchFilledWith(fill(attack), ALLOWED_BYTES))
    return [`short batches of ${name}`, mode] as const
  })
  return Object.fromEntries(modes)
}

/** One frame as long as there can be, full of one thing. */
function oneFrames(): Modes {
  const ours = Object.entries(FILLINGS).map(([name, fill]) => {
    const send = async (attack: Attack): Promise<void> => {
      await attack.peer.join()
      attack.peer.send(batchFilledWith(fill(attack), LONGEST_FRAME_BYTES))
      await attack.idle()
    }
    return [`one frame of ${name}`, send] as const
  })
  const plain = Object.entries({ 'plain lines': 'x\n', 'blank lines': '\n' }).map(
    ([name, line]) => {
      const send = async (attack: Attack): Promise<void> => {
        attack.peer.send(b4a.from('hi\n'))
        await wait(SETTLE_MS)
        attack.peer.send(b4a.from(line.repeat(LONGEST_FRAME_BYTES / line.length)))
        await attack.idle()
      }
      return [`one frame of ${name}`, send] as const
    }
  )
  return Object.fromEntries([...ours, ...plain])
}

/** Joins, and sends one frame again and again. */
function flood(makeFrame: (attack: Attack) => Uint8Array): Modes[string] {
  return async (attack) => {
    await attack.peer.join()
    const frame = makeFrame(attack)
    await attack.flood(() => frame)
  }
}

function floodOfBatches(makeMessage: (attack: Attack) => Uint8Array): Modes[string] {
  return flood((attack) => batchFilledWith(makeMessage(attack), BATCH_BYTES))
}

/** The same post each time it is sent; posted once before. */
function ownPost(attack: Attack, text: string): Uint8Array {
  const frame = post(attack, text)
  attack.peer.send(frame)
  return frame
}

function post({ hostHex, keyPair }: Attack, text: string): Uint8Array {
  return roomFrame('post', signPost(text, hostHex, keyPair))
}

/** Begins with channel 0, as Protomux's own messages do. */
function openInBatch(): Uint8Array {
  return strangeOpen()
}
