// Attacks of a hostile host on a member.
import b4a from 'b4a'
import { wait } from '../../shared/base/clock.ts'
import { testKey } from '../helpers/keys.ts'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { crypto } from '../../shared/base/packages.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import { newId, signPost } from '../../shared/room/signing.ts'
import {
  batchFilledWith,
  LONGEST_FRAME_BYTES,
  dataFrame,
  openFrame,
  roomFrame,
  ROOM_TYPE,
  strangeOpen
} from '../helpers/frames.ts'
import type { Attack, Modes } from './mode.ts'

const LOG = '0123456789abcdef'
const TIME = 1_700_000_000_000
const BATCH_BYTES = 200 * 1024
const NAME = 'n'.repeat(60)
/** So that the member knows that it was in. */
const LEAVES_MS = 20

export const HOST_MODES: Modes = {
  calm: (attack) => {
    welcome(attack)
    return attack.idle()
  },
  'posts beyond the window': floodOf((attack, seq) => post(attack, seq, 'x'.repeat(4000))),
  'short posts': floodOf((attack, seq) => post(attack, seq, 'x')),
  'joins of fresh keys': floodOf((_, seq) => {
    return event(seq, { type: 'join', author: randomKey(), name: `u${seq}`, isPlain: false })
  }),
  'forged posts': floodOf((attack, seq) => {
    const forged = { ...signPost('x', attack.hostHex, attack.keyPair), signature: '1'.repeat(128) }
    return event(seq, { type: 'post', author: randomKey(), name: 'x', ...forged })
  }),
  'the same event': floodOf((attack) => post(attack, 1, 'x')),
  'events of 16 MB': floodOf(() =>
    dataFrame(b4a.alloc(LONGEST_FRAME_BYTES, 0x61), ROOM_TYPE.event)
  ),
  'junk events': floodOf(() => dataFrame(b4a.alloc(1000, 0x61), ROOM_TYPE.event)),
  'junk events, batches': floodOf(() => {
    return batchFilledWith(dataFrame(b4a.alloc(10, 0x61), ROOM_TYPE.event), BATCH_BYTES)
  }),
  'junk for a welcome': async (attack) => {
    attack.peer.send(openFrame('{}', ROOM_PROTOCOL))
    await attack.flood(() => roomFrame('welcome', { roster: 7 }))
  },
  'a roster of garbage': async (attack) => {
    const garbage = Array.from({ length: 999 }, () => ({ key: testKey('f'), name: NAME }))
    welcome(attack, garbage)
    await attack.idle()
  },
  'a roster that is too long': async (attack) => {
    const people = Array.from({ length: 100_000 }, () => ({ key: randomKey(), name: NAME }))
    welcome(attack, people)
    await attack.idle()
  },
  welcomes: floodOf((attack) => welcomeFrame(attack, someone())),
  notices: floodOf(() => roomFrame('notice', { kind: 'name-refused' })),
  'notices, batches': floodOf(() => {
    return batchFilledWith(roomFrame('notice', { kind: 'name-refused' }), BATCH_BYTES)
  }),
  skips: floodOf((_, seq) => roomFrame('skip', { seq })),
  'whispers of nobody': floodOf(() => {
    const sealed = b4a.toString(crypto.randomBytes(100), 'hex')
    return roomFrame('whisper', { peer: randomKey(), id: newId(), sealed })
  }),
  'whispers, long': floodOf((attack) => {
    return roomFrame('whisper', { peer: attack.hostHex, id: newId(), sealed: 'ab'.repeat(8000) })
  }),
  opens: floodOf(() => strangeOpen()),
  'one frame of opens': async (attack) => {
    welcome(attack)
    attack.peer.send(batchFilledWith(strangeOpen(), LONGEST_FRAME_BYTES))
    await attack.idle()
  },
  'empty frames': floodOf(() => b4a.alloc(0)),
  'plain lines': async (attack) => {
    const lines = b4a.from('x\n'.repeat(32_768))
    await attack.flood(() => lines)
  },
  'plain, a byte each': (attack) => attack.flood(() => b4a.from('x')),
  'admits and leaves': async (attack) => {
    welcome(attack)
    await wait(LEAVES_MS)
    attack.peer.destroy()
  },
  'unclean names': async (attack) => {
    const name = `\u001b]52;c;aGk=\u0007\u202e${'n'.repeat(200)}`
    welcome(
      attack,
      Array.from({ length: 300 }, () => ({ key: randomKey(), name, isPlain: false }))
    )
    await attack.idle()
  },
  'numbers without end': floodOf((attack, seq) => {
    return post(attack, Number.MAX_SAFE_INTEGER - 1_000_000 + seq, 'x')
  }),
  'everybody away and back': async (attack) => {
    const people = someone()
    welcome(attack, people)
    const keys = people.map((person) => (person as { key: string }).key)
    let seq = 0
    await attack.flood(() => {
      const isAway = ++seq % 2 === 0
      return roomFrame('presence', { seq, away: isAway ? keys : [], back: isAway ? [] : keys })
    })
  },
  'strangers away': floodOf((_, seq) => {
    const away = Array.from({ length: LIMITS.presenceKeys }, randomKey)
    return roomFrame('presence', { seq, away, back: [] })
  }),
  'wants a relay': floodOf(() => roomFrame('relay', { kind: 'wanted' })),
  'vouches for anybody': floodOf(() => roomFrame('relay', { kind: 'vouch', key: randomKey() })),
  'names other stand-bys': floodOf(() =>
    roomFrame('relay', { kind: 'stand-by', keys: [randomKey(), randomKey()] })
  ),
  'wants it to move': floodOf(() => roomFrame('relay', { kind: 'move' })),
  'never a welcome': async (attack) => {
    attack.peer.send(openFrame('{}', ROOM_PROTOCOL))
    await attack.idle()
  }
}

/** Lets the member in, and sends it one frame after the other. */
function floodOf(makeFrame: (attack: Attack, seq: number) => Uint8Array): Modes[string] {
  return async (attack) => {
    welcome(attack)
    let seq = 0
    await attack.flood(() => makeFrame(attack, ++seq))
  }
}

function welcome(attack: Attack, roster: object[] = []): void {
  attack.peer.send(openFrame('{}', ROOM_PROTOCOL))
  attack.peer.send(welcomeFrame(attack, roster))
}

function welcomeFrame({ hostHex }: Attack, roster: object[]): Uint8Array {
  const people = [{ key: hostHex, name: 'host', isPlain: false }, ...roster]
  const numbers = { log: LOG, seq: 0, from: 0 }
  return roomFrame('welcome', {
    room: hostHex,
    you: hostHex,
    name: 'x',
    ...numbers,
    roster: people
  })
}

function someone(): object[] {
  return Array.from({ length: 100 }, () => ({ key: randomKey(), name: NAME, isPlain: false }))
}

function post({ hostHex, keyPair }: Attack, seq: number, text: string): Uint8Array {
  return event(seq, {
    type: 'post',
    author: hostHex,
    name: 'host',
    ...signPost(text, hostHex, keyPair)
  })
}

function event(seq: number, happening: Parameters<typeof encodeEvent>[2]): Uint8Array {
  return dataFrame(encodeEvent(seq, TIME, happening), ROOM_TYPE.event)
}

function randomKey(): PublicKey {
  return keyOf(crypto.randomBytes(32))
}
