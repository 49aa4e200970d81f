// A chat goes on within seconds after its network has failed. `node test/nat/measure-mobility.js` has more cases, and
// measures.
import test from 'brittle'
import { inLab } from './available.ts'
import { CASES, measure } from './mobility.ts'

/** A few times what is measured on a machine with nothing else to do. HyperDHT alone: 13 s and more, or never. */
const LIMIT_MS = 8000

const onNode = ['host moves, open', 'cut 7 s', 'asleep 7 s']
const everywhere = ['client moves, consistent', 'host killed, up at once']

for (const one of CASES) {
  const onNodeOnly = onNode.includes(one.name)
  if (!onNodeOnly && !everywhere.includes(one.name)) continue
  test(`a chat goes on: ${one.name}`, inLab({ onNodeOnly }), async (t) => {
    const took = await measure(t, one)
    t.comment(`${took} ms`)
    t.ok(took < LIMIT_MS, `${took} ms`)
  })
}
