// Measures how soon a talk goes on when the member that relays it goes: `GOING=SIGTERM RELAY=consistent TIMES=10`. Runs on Bare too.
import test from 'brittle'
import process from '#process'
import { wait } from '../../shared/base/clock.ts'
import { RelayedTalk, type Going } from './handover.ts'
import type { NatKind } from './scripts.ts'

const { GOING, RELAY, TIMES = '10' } = process.env

for (const relay of (RELAY?.split(',') ?? ['open', 'consistent']) as NatKind[]) {
  for (const going of (GOING?.split(',') ?? ['SIGTERM', 'SIGKILL']) as Going[]) {
    test(`${relay}, ${going}`, { timeout: 600_000 }, async (t) => {
      const talk = await RelayedTalk.begin(t, relay)
      const took: number[] = []
      for (let round = 0; round < Number(TIMES); round++) {
        // Stand-bys may take a punch.
        await wait(4000)
        took.push(await talk.lose(going))
      }
      talk.judge(t)
      const sorted = [...took].sort((one, other) => one - other)
      t.comment(
        `${took.join(' ')}: median ${sorted[sorted.length >> 1]}, worst ${sorted.at(-1)} ms`
      )
    })
  }
}
