// Attacks of `npm run attack` as tests: briefly and with wide margins, what a hostile peer costs others.
import process from '#process'
import test, { type Assertions } from 'brittle'
import type { Cost } from '../attack/cost.ts'
import type { Circumstances } from '../attack/endured.ts'
import { createPlace } from './apps.ts'

const LONG = { timeout: 60_000 }
/** Far above the targets, as test machines are slow, and far below what it was without limits. */
const MOST_DEAF_MS = 3000
const MOST_GROWN_BYTES = 128 * 2 ** 20

export interface Attacking {
  /** A sentence begins with it. */
  who: string
  attack: (mode: string, circumstances: Circumstances) => Promise<Cost>
  mode: string
}

export function testAttack({ who, attack, mode }: Attacking): void {
  test(`${who} that floods costs only itself: ${mode}`, LONG, async (t) => {
    const place = await createPlace(t)
    const binary = process.execPath
    const around = { place, binary, attackerBinary: binary, seconds: 2, members: 6 }
    assertCheap(t, await attack(mode, around))
  })
}

function assertCheap(t: Assertions, { deafMs, grownBytes, lost, ending }: Cost): void {
  t.comment(`${Math.round(deafMs)} ms deaf, ${Math.round(grownBytes / 2 ** 20)} MB, ${ending}`)
  t.is(lost, 0)
  t.ok(deafMs < MOST_DEAF_MS, `others wait for ${Math.round(deafMs)} ms`)
  // Outside of Linux, it is not a number.
  t.absent(grownBytes > MOST_GROWN_BYTES, `${grownBytes} bytes`)
  t.absent(ending.startsWith('no outcome'), ending)
}
