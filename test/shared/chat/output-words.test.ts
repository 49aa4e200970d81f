import test from 'brittle'
import type { Output } from '../../../shared/chat/output.ts'
import { inWords } from '../../../shared/chat/output-words.ts'

const RETURNS: [seconds: number | null, missed: number, words: string[]][] = [
  [42, 7, ['away 42 s, 7 missed']],
  [0, 1, ['away 0 s, 1 missed']],
  [300, 0, ['away 5 min, nothing missed']],
  [null, 3, ['back again, 3 missed']],
  [null, 0, ['back again, nothing missed']],
  [0, 0, []]
]

test('who returns is told how long they were away and what they missed', (t) => {
  for (const [seconds, missed, words] of RETURNS) {
    const returned: Output = { event: 'returned', seconds, missed, earlier: 0 }
    t.alike(inWords(returned), words)
  }
})
