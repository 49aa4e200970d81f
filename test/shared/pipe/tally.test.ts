import b4a from 'b4a'
import test from 'brittle'
import { Tally } from '../../../shared/pipe/tally.ts'
import { Random } from '../../helpers/random.ts'
import { cut, randomBytes } from '../../helpers/streams.ts'

// What coreutils' `b2sum -l 128` prints.
const OF_NOTHING = 'cae66941d9efbd404e4d88758ea67670'
const OF_HELLO = '46fb7408d4f285228f4af516ea25851b'

test('a fingerprint is what b2sum -l 128 prints', (t) => {
  const tally = new Tally()
  t.is(tally.fingerprint, OF_NOTHING)
  tally.add(b4a.from('hello'))
  t.is(tally.fingerprint, OF_HELLO)
  t.is(tally.bytes, 5)
})

test('reading a fingerprint does not change it', (t) => {
  const [asked, unasked] = [new Tally(), new Tally()]
  for (const text of ['hel', 'lo']) {
    asked.add(b4a.from(text))
    unasked.add(b4a.from(text))
    t.ok(asked.fingerprint)
  }
  t.alike([asked.fingerprint, unasked.fingerprint], [OF_HELLO, OF_HELLO])
})

test('a fingerprint does not depend on how the bytes are cut', (t) => {
  const random = new Random(1)
  const bytes = randomBytes(random, 100_000)
  const [whole, pieces] = [new Tally(), new Tally()]
  whole.add(bytes)
  for (const chunk of cut(random, bytes, 5000)) pieces.add(chunk)
  t.is(pieces.fingerprint, whole.fingerprint)
  t.is(pieces.bytes, 100_000)
})
