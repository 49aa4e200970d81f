import test from 'brittle'
import { createPlace } from '../helpers/apps.ts'
import { storm } from '../soak/storm.ts'

/** The short form of `npm run soak`. */
test(
  'whoever is killed or suspended while they post, each line is kept once, in order',
  { timeout: 120_000 },
  async (t) => {
    const place = await createPlace(t)
    const sites = { host: place, members: [place, place, place] }
    const { faults, lines } = await storm({ sites, seed: 1, rounds: 8 })
    t.alike(faults, [], `${lines} lines`)
  }
)
