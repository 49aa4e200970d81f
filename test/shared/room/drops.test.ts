import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Drops, type Drop } from '../../../shared/room/drops.ts'

test('a drop is reported at once, then as a count each minute', (t) => {
  const { drops, told, pass } = open()
  for (let count = 0; count < 5000; count++) drops.add('forged', 'anna')
  drops.add('forged', 'ben')
  drops.add('replayed', 'anna')
  t.alike(told.splice(0), [
    { reason: 'forged', author: 'anna', count: 1 },
    { reason: 'forged', author: 'ben', count: 1 },
    { reason: 'replayed', author: 'anna', count: 1 }
  ])
  pass(LIMITS.dropCountMs)
  for (let count = 0; count < 10; count++) drops.add('forged', 'anna')
  t.alike(
    told,
    [{ reason: 'forged', author: 'anna', count: 5000 }],
    '4,999 from before, and this one'
  )
})

test('of masses of authors, only some are named', (t) => {
  const { drops, told, pass } = open()
  for (let author = 0; author < 5000; author++) drops.add('forged', `author ${author}`)
  t.is(told.length, LIMITS.toldDrops + 1)
  t.alike(told.at(-1), { reason: 'forged', author: '', count: 1 })
  pass(LIMITS.dropCountMs)
  drops.add('forged', 'another')
  t.alike(told.at(-1), { reason: 'forged', author: '', count: 5000 - LIMITS.toldDrops })
})

function open(): { drops: Drops; told: Drop[]; pass: (ms: number) => void } {
  let now = 1000
  const told: Drop[] = []
  const drops = new Drops(
    (drop) => told.push(drop),
    () => now
  )
  return { drops, told, pass: (ms) => (now += ms) }
}
