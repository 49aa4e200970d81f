import test from 'brittle'
import { whyNotSent, type Said } from '../../../client-app/memory/said.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const LOG = '0123456789abcdef'
const OTHER = 'fedcba9876543210'
const NOW = 1_800_000_000_000
const MOST = LIMITS.rememberedPosts

type Case = [name: string, said: Partial<Said>, arrival: object, reason: RegExp | null]

const CASES: Case[] = [
  ['before any welcome', { after: null }, {}, null],
  [
    'all that was missed has come',
    { after: { log: LOG, seq: 0 } },
    { seq: 5 * MOST, isWhole: true },
    null
  ],
  ['the host recognises it', { after: { log: LOG, seq: 10 } }, { seq: 10 + MOST }, null],
  ['it may not', { after: { log: LOG, seq: 10 } }, { seq: 11 + MOST }, /too long to tell/],
  ['another log cannot have it', { after: { log: OTHER, seq: 10 } }, { seq: 11 + MOST }, null],
  ['just in time', { typedAt: NOW - LIMITS.waitingMs }, {}, null],
  [
    'too late',
    { typedAt: NOW - LIMITS.waitingMs - 1 },
    { isWhole: true },
    /more than 23 hours ago/
  ],
  ['by a clock that was ahead', { typedAt: NOW + LIMITS.waitingMs }, {}, null]
]

test('earlier texts are sent as long as the host can recognise duplicates', (t) => {
  for (const [name, said, arrival, reason] of CASES) {
    const usual = { id: 'a'.repeat(32), text: 'x', to: null, typedAt: NOW, after: null }
    const why = whyNotSent(
      { ...usual, ...said },
      { log: LOG, seq: 1, isWhole: false, ...arrival },
      NOW
    )
    t.ok(reason === null ? why === null : reason.test(why ?? ''), `${name}: ${why}`)
  }
})
