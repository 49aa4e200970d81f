// The worst attacks of `npm run attack`, briefly and with wide margins: what a hostile peer costs others.
import process from '#process'
import test, { type Assertions } from 'brittle'
import { attackMember, attackPipe, attackRoom, type Cost } from '../attack/endured.ts'
import { createPlace } from '../helpers/apps.ts'

const LONG = { timeout: 60_000 }
/** Far above the targets, as test machines are slow, and far below what it was without limits. */
const MOST_DEAF_MS = 3000
const MOST_GROWN_BYTES = 128 * 2 ** 20

const ATTACKS = [
  { who: 'a member', attack: attackRoom, mode: 'short batches of own post' },
  { who: 'a member', attack: attackRoom, mode: 'opens, batches' },
  { who: 'a member', attack: attackRoom, mode: 'whispers to a sleeper' },
  { who: 'a host', attack: attackMember, mode: 'posts beyond the window' },
  { who: 'a pipe peer', attack: attackPipe, mode: 'empty data' }
]

for (const { who, attack, mode } of ATTACKS) {
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
