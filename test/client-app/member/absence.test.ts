import test from 'brittle'
import { Absence } from '../../../client-app/member/absence.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const MOST = LIMITS.shownMissed

test('what was missed is counted from the loss of the connection on', (t) => {
  const absence = new Absence(null)
  t.is(absence.end(1000), null, 'a newcomer misses nothing')
  absence.add(false, 1)
  absence.lost(2000)
  absence.lost(9000)
  t.is(absence.end(10_000), null, 'not back yet')
  absence.returned()
  absence.add(false, 2)
  absence.add(true, 3)
  absence.add(false, null)
  t.alike(absence.end(44_400), { seconds: 42, missed: 2, earlier: 0, first: 2 })
  t.is(absence.end(50_000), null)
  absence.returned()
  t.alike(
    absence.end(1),
    { seconds: null, missed: 0, earlier: 0, first: null },
    'nobody knows since when'
  )
})

test('a new process counts from when an earlier one last read, by a clock that may be set back', (t) => {
  for (const [now, seconds] of [
    [90_000, 60],
    [10_000, 0]
  ] as const) {
    const absence = new Absence(30_000)
    absence.returned()
    t.is(absence.end(now)?.seconds, seconds)
  }
})

test('a connection that breaks while catching up belongs to the same absence', (t) => {
  const absence = new Absence(null)
  absence.lost(0)
  absence.returned()
  absence.add(false, 1)
  absence.lost(3000)
  absence.returned()
  absence.add(false, 2)
  t.alike(absence.end(5000), { seconds: 5, missed: 2, earlier: 0, first: 1 })
})

test('the first of the newest is known, however many there are', (t) => {
  const absence = new Absence(0)
  absence.returned()
  for (let number = 1; number <= MOST + 32; number++) absence.add(false, number)
  t.alike(absence.end(0), { seconds: 0, missed: MOST + 32, earlier: 32, first: 33 })
})

test('what was there before a crash has no number here', (t) => {
  const absence = new Absence(0)
  absence.returned()
  absence.add(false, null)
  t.alike(absence.end(0), { seconds: 0, missed: 1, earlier: 0, first: null })
})
