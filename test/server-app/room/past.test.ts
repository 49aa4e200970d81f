import test from 'brittle'
import type { PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { testKey } from '../../helpers/keys.ts'
import { scanPast } from '../../../server-app/room/past.ts'
import { encodeEvent, type Happening } from '../../../shared/room/events.ts'
import type { Log, LoggedEvent } from '../../../shared/log/log.ts'

const ANNA = testKey('a')
const BEN = testKey('b')
const PLAIN = testKey('c')

test('who had not left when the host ended, and under which name', async (t) => {
  const cases: [what: string, past: Happening[], present: string[]][] = [
    ['nothing', [], []],
    ['joined', [join(ANNA, 'anna')], ['anna']],
    ['left', [join(ANNA, 'anna'), leave(ANNA, 'anna')], []],
    ['left and back', [join(ANNA, 'anna'), leave(ANNA, 'anna'), join(ANNA, 'ann')], ['ann']],
    ['renamed', [join(ANNA, 'anna'), rename(ANNA, 'ann', 'anna')], ['ann']],
    ['said something', [join(ANNA, 'anna'), post(ANNA, 'anna')], ['anna']],
    ['a plain peer', [join(PLAIN, 'cccccccc', true)], ['cccccccc plain']],
    ['one that spoke', [post(PLAIN, 'cccccccc', null)], ['cccccccc plain']],
    ['a label', [join(ANNA, 'anna(aaaaaaaa)')], ['anna(aaaaaaaa)']],
    ['no name', [join(ANNA, 'a\u202eb')], ['aaaaaaaa']],
    [
      'several, the last to be active at the end',
      [join(ANNA, 'anna'), join(BEN, 'ben'), post(ANNA, 'anna'), join(PLAIN, 'c', true)],
      ['ben', 'anna', 'c plain']
    ]
  ]
  for (const [what, past, expected] of cases) {
    const { present } = await scanPast(logOf(past))
    t.alike(
      present.map(({ name, isPlain }) => `${name}${isPlain ? ' plain' : ''}`),
      expected,
      what
    )
  }
})

test('since when each has been a member, the last to be active at the end', async (t) => {
  const past = [join(ANNA, 'anna'), join(BEN, 'ben'), post(ANNA, 'anna'), leave(BEN, 'ben')]
  const { members } = await scanPast(logOf([...past, post(ANNA, 'anna')]))
  t.alike(
    [...members],
    [
      [BEN, 2],
      [ANNA, 1]
    ]
  )
})

test('of a long past, only the newest posts are remembered', async (t) => {
  const count = LIMITS.rememberedPosts + 1
  const { posts } = await scanPast(logOf(Array.from({ length: count }, () => post(ANNA, 'anna'))))
  t.alike([posts.length, posts[0]?.seq, posts.at(-1)?.seq], [count - 1, 2, count])
})

function join(author: PublicKey, name: string, isPlain = false): Happening {
  return { type: 'join', author, name, isPlain }
}

function leave(author: PublicKey, name: string): Happening {
  return { type: 'leave', author, name, reason: 'left' }
}

function rename(author: PublicKey, name: string, formerly: string): Happening {
  return { type: 'rename', author, name, formerly }
}

function post(
  author: PublicKey,
  name: string,
  signature: string | null = 'e'.repeat(128)
): Happening {
  const signedAt = signature === null ? null : 1
  return { type: 'post', author, name, id: 'd'.repeat(32), text: 'hello', signedAt, signature }
}

function logOf(past: Happening[]): Log {
  const events: LoggedEvent[] = past.map((happening, index) => {
    return { seq: index + 1, frame: encodeEvent(index + 1, 1, happening) }
  })
  const log: Pick<Log, 'readBackwards'> = {
    *readBackwards() {
      yield events
    }
  }
  return log as Log
}
