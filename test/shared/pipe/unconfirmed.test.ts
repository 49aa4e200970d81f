import b4a from 'b4a'
import test from 'brittle'
import { Unconfirmed } from '../../../shared/pipe/unconfirmed.ts'
import { Random } from '../../helpers/random.ts'
import { cut, randomBytes } from '../../helpers/streams.ts'

test('the rest is available from any unconfirmed position', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed)
    const bytes = randomBytes(random, 200_000)
    const kept = new Unconfirmed()
    let pushed = 0
    let confirmed = 0
    for (const chunk of cut(random, bytes, random.pick([10, 1000, 40_000]))) {
      kept.push(chunk)
      pushed += chunk.length
      if (random.below(10) === 0) {
        confirmed += random.below(pushed - confirmed + 1)
        kept.drop(confirmed)
      }
      if (random.below(50) > 0) continue
      const from = confirmed + random.below(pushed - confirmed + 1)
      if (!b4a.equals(restOf(kept, from), bytes.subarray(from, pushed))) t.fail(`seed ${seed}`)
    }
  }
  t.pass('seeds 1 to 20')
})

test('confirmed chunks are released one at a time', (t) => {
  const kept = new Unconfirmed()
  for (let count = 0; count < 4; count++) kept.push(b4a.alloc(50_000))
  t.is(kept.bytes, 200_000)
  kept.drop(99_999)
  t.is(kept.bytes, 150_000)
  kept.drop(100_000)
  t.is(kept.bytes, 100_000)
  kept.drop(Infinity)
  t.is(kept.bytes, 0)
  t.is(kept.from(200_000).length, 0)
})

test('small chunks are joined, and chunks taken before stay unchanged', (t) => {
  const kept = new Unconfirmed()
  kept.push(b4a.from('one'))
  const one = kept.from(0)
  kept.push(b4a.from('two'))
  t.is(b4a.toString(one), 'one')
  t.is(b4a.toString(kept.from(0)), 'onetwo')
  t.is(b4a.toString(kept.from(3)), 'two')
  kept.drop(Infinity)
  kept.push(b4a.from('three'))
  t.is(b4a.toString(kept.from(6)), 'three')
  t.is(b4a.toString(one), 'one')
})

function restOf(kept: Unconfirmed, position: number): Uint8Array {
  const chunks: Uint8Array[] = []
  for (let at = position; ; at += chunks.at(-1)?.length ?? 0) {
    const chunk = kept.from(at)
    if (chunk.length === 0) return b4a.concat(chunks)
    chunks.push(chunk)
  }
}
