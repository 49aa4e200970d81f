import test from 'brittle'
import { duration } from '../../../shared/base/duration.ts'

const CASES: [seconds: number, words: string][] = [
  [0, '0 s'],
  [119, '119 s'],
  [120, '2 min'],
  [7199, '119 min'],
  [7200, '2 h'],
  [172_799, '47 h'],
  [172_800, '2 d'],
  [31_536_000, '365 d']
]

test('a duration is a number and a unit', (t) => {
  for (const [seconds, words] of CASES) t.is(duration(seconds), words)
})
