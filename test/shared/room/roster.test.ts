import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { RoomEvent } from '../../../shared/room/events.ts'
import type { Presence } from '../../../shared/room/messages.ts'
import { Roster } from '../../../shared/room/roster.ts'

const BEN = testKey('b')

test('absences are tracked, however late the events around them arrive', (t) => {
  const cases: [what: string, steps: (RoomEvent | [isAway: boolean, seq: number])[], is: string][] =
    [
      ['joined, then away', [join(1), [true, 1]], 'away'],
      ['the same, told before the join has arrived', [[true, 1], join(1)], 'away'],
      ['back', [join(1), [true, 1], [false, 1]], 'here'],
      ['back before the join has arrived', [[true, 1], [false, 1], join(1)], 'here'],
      ['gone', [join(1), [true, 1], leave(2)], 'gone'],
      ['gone and here again', [join(1), [true, 1], leave(2), join(3)], 'here'],
      [
        'gone, here again and away again',
        [join(1), [true, 1], leave(2), join(3), [true, 3]],
        'away'
      ],
      ['the same, told much earlier', [[true, 1], [true, 3], join(1), leave(2), join(3)], 'away'],
      ['another name', [join(1), [true, 1], rename(2)], 'away']
    ]
  for (const [what, steps, is] of cases) {
    const roster = new Roster()
    roster.reset([], 0)
    for (const step of steps) {
      if (!Array.isArray(step)) roster.follow(step)
      else roster.note(presence(step[0], step[1]))
    }
    const ben = roster.find(BEN)
    t.is(ben === null ? 'gone' : ben.isAway ? 'away' : 'here', is, what)
  }
})

test('a change of presence is reported once, and only for people here', (t) => {
  const roster = new Roster()
  const note = (isAway: boolean): string | undefined => roster.note(presence(isAway, 9))[0]?.name
  t.is(note(true), undefined)
  roster.reset([{ key: BEN, name: 'ben', isPlain: false, isAway: true }], 9)
  t.alike([note(true), note(false), note(false), note(true)], [undefined, 'ben', undefined, 'ben'])
})

test('a host that makes up keys costs limited memory', (t) => {
  const roster = new Roster()
  roster.reset([], 0)
  const keys = Array.from({ length: 2 * LIMITS.membersWished.most }, (_, index) => testKey(index))
  for (const key of keys) roster.note({ seq: 9, away: [key], back: [] })
  for (const key of keys.reverse()) roster.follow({ ...join(1), author: key })
  t.is(roster.people.length, LIMITS.membersWished.most)
  t.is(roster.people.filter(({ isAway }) => isAway).length, 0, 'those of the first half only')
})

function presence(isAway: boolean, seq: number): Presence {
  return { seq, away: isAway ? [BEN] : [], back: isAway ? [] : [BEN] }
}

function join(seq: number): RoomEvent {
  return { type: 'join', seq, time: 1, author: BEN, name: 'ben', isPlain: false }
}

function leave(seq: number): RoomEvent {
  return { type: 'leave', seq, time: 1, author: BEN, name: 'ben', reason: 'left' }
}

function rename(seq: number): RoomEvent {
  return { type: 'rename', seq, time: 1, author: BEN, name: 'benny', formerly: 'ben' }
}
