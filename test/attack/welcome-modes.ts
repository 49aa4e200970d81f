// Attacks of a hostile host on a member by what it calls the room, the member and others.
import b4a from 'b4a'
import { wait } from '../../shared/base/clock.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { crypto } from '../../shared/base/packages.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import { signPost } from '../../shared/room/signing.ts'
import { dataFrame, openFrame, roomFrame, ROOM_TYPE } from '../helpers/frames.ts'
import type { Attack, Modes } from './mode.ts'
import { NAMESAKE } from './typed.ts'

const TIME = 1_700_000_000_000
/** So that the member knows that it was in. */
const LEAVES_MS = 20
/** Moves the cursor, retitles, writes the clipboard, turns the direction of writing. */
const UNCLEAN = '\u001b[2J\u001b]0;title\u0007\u001b]52;c;aGk=\u0007\u202e\u0085\u2028\u0000'
/** As long as a welcome may be. */
const LONGEST = 'r'.repeat(LIMITS.welcomeBytes - 4096)

export const WELCOME_MODES: Modes = {
  'a room name of control characters': (attack) => admit(attack, { roomName: UNCLEAN.repeat(20) }),
  'a room name without end': (attack) => admit(attack, { roomName: LONGEST }),
  'a room name of marks': (attack) => admit(attack, { roomName: '\u0301'.repeat(100_000) }),
  'another room name each time': async (attack) => {
    const name = b4a.toString(crypto.randomBytes(8), 'hex')
    welcome(attack, { roomName: name })
    await wait(LEAVES_MS)
    attack.peer.destroy()
  },
  'you, with a name of control characters': (attack) => admit(attack, { name: UNCLEAN }),
  'you, with a name without end': (attack) => admit(attack, { name: LONGEST }),
  'namesakes, and /check': (attack) => {
    const roster = Array.from({ length: 999 }, () => {
      return { key: b4a.toString(crypto.randomBytes(32), 'hex'), name: NAMESAKE, isPlain: false }
    })
    return admit(attack, { roster })
  },
  'long posts, and /more': async (attack) => {
    welcome(attack, {})
    let seq = 0
    await attack.flood(() => longPost(attack, ++seq))
  }
}

interface Facts {
  roomName?: string
  /** The member's own. */
  name?: string
  roster?: object[]
}

async function admit(attack: Attack, facts: Facts): Promise<void> {
  welcome(attack, facts)
  await attack.idle()
}

function welcome({ hostHex, peer }: Attack, facts: Facts): void {
  const { roster = [], ...others } = facts
  peer.send(openFrame('{}', ROOM_PROTOCOL))
  peer.send(
    roomFrame('welcome', {
      room: hostHex,
      you: hostHex,
      name: 'x',
      log: '0123456789abcdef',
      seq: 0,
      from: 0,
      ...others,
      roster: [{ key: hostHex, name: 'host', isPlain: false }, ...roster]
    })
  )
}

function longPost({ hostHex, keyPair }: Attack, seq: number): Uint8Array {
  const post = signPost('x'.repeat(LIMITS.textBytes), hostHex, keyPair)
  const happening = { type: 'post', author: hostHex, name: 'host', ...post } as const
  return dataFrame(encodeEvent(seq, TIME, happening), ROOM_TYPE.event)
}
