import test from 'brittle'
import { DEAD_MS, Pulse, SUSPECT_MS, type Verdict } from '../../../shared/network/pulse.ts'

test('silence is noticed, suspected, and in the end believed', (t) => {
  const pulse = new Pulse(7, 0)
  const verdicts: [atMs: number, verdict: Verdict][] = [
    [1000, 'alive'],
    [1500, 'quiet'],
    [SUSPECT_MS - 1, 'unanswered'],
    [SUSPECT_MS, 'suspect'],
    [DEAD_MS - 1, 'suspect'],
    [DEAD_MS, 'dead']
  ]
  for (const [at, verdict] of verdicts) t.is(pulse.look(7, at), verdict, `${at} ms`)
  t.ok(SUSPECT_MS <= 2000 && DEAD_MS >= 4000 && DEAD_MS <= 5000)
})

test('whatever arrives is a sign of life', (t) => {
  const pulse = new Pulse(7, 0)
  t.is(pulse.look(7, 4900), 'suspect')
  t.is(pulse.look(8, 4950), 'alive')
  t.is(pulse.look(8, 4950 + SUSPECT_MS - 1), 'unanswered')
})

test('after a change, what does not answer within a second is suspected', (t) => {
  const pulse = new Pulse(7, 0)
  pulse.look(8, 100)
  pulse.doubt(9, 200)
  t.is(pulse.look(9, 300), 'quiet', 'what had arrived before is no answer')
  t.is(pulse.look(9, 1200), 'suspect')
  t.is(pulse.look(10, 1300), 'alive')
  pulse.doubt(10, 1400)
  t.is(pulse.look(11, 1500), 'alive')
  t.is(pulse.look(11, 2600), 'alive', 'the doubt is over')
  pulse.doubt(11, 2700)
  t.is(pulse.look(11, 1500 + DEAD_MS), 'dead', 'and no doubt buys it time')
})

test('after a sleep it is suspected at once, and gets the rest of its time', (t) => {
  const pulse = new Pulse(7, 0)
  pulse.suspect(9, 60_000)
  t.is(pulse.look(9, 60_000), 'suspect')
  t.is(pulse.look(9, 60_000 + DEAD_MS - SUSPECT_MS - 1), 'suspect')
  t.is(pulse.look(9, 60_000 + DEAD_MS - SUSPECT_MS), 'dead')
})
