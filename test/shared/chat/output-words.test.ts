import test from 'brittle'
import type { Listed, Output } from '../../../shared/chat/output.ts'
import { inWords } from '../../../shared/chat/output-words.ts'
import { testKey } from '../../helpers/keys.ts'

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

test('who is here is listed with what is known of the path to each, and what one relays oneself', (t) => {
  const [anna, ben, eve] = ['anna', 'ben', 'eve'].map((name) => {
    return { key: testKey(name.length), name, isPlain: name === 'eve', isAway: false }
  })
  if (!anna || !ben || !eve) return t.fail()
  const relay = { key: testKey('ab'), name: 'ben', isOwn: false }
  const people: Listed[] = [
    { ...anna, path: 'relayed', relay },
    { ...ben, path: 'direct', relay: null },
    { ...eve, path: null, relay: null }
  ]
  const facts = { roomName: null, isPrivate: false, transcript: 'kept' } as const
  const roster = { event: 'roster', people, ...facts } as const
  t.alike(inWords({ ...roster, relaying: null }), [
    `anna ${anna.key} (relayed via ben)`,
    `ben ${ben.key} (direct)`,
    `eve ${eve.key} (plain peer)`
  ])
  const relaying = { pairs: 2, bytesPerSecond: 40 * 1024 }
  t.is(inWords({ ...roster, relaying }).at(-1), 'you are relaying 2, 40.0 KiB/s')
})
