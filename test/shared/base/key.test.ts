import test from 'brittle'
import { bytesOf, isKey, keyOf, shortKey, type PublicKey } from '../../../shared/base/key.ts'

const BYTES = Uint8Array.from({ length: 32 }, (_, index) => index)
const HEX = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'

test('a key and its bytes are two forms of one thing', (t) => {
  t.is(keyOf(BYTES), HEX)
  t.alike(Array.from(bytesOf(keyOf(BYTES))), Array.from(BYTES))
})

test('a key is 64 hex digits in lower case', (t) => {
  t.ok(isKey(HEX))
  const others = ['', 'anna', HEX.slice(1), `${HEX}0`, HEX.toUpperCase(), `${HEX}\n`, ` ${HEX}`]
  for (const value of [...others, BYTES, [HEX], null, undefined, 7]) t.is(isKey(value), false)
})

test('nothing else compiles where a key is meant', (t) => {
  const take = (key: PublicKey): PublicKey => key
  // @ts-expect-error: a name
  t.ok(take('anna'))
  // @ts-expect-error: nobody has looked whether it is one
  t.ok(take(HEX))
  // @ts-expect-error: its bytes
  t.ok(take(BYTES))
  t.is(take(keyOf(BYTES)), HEX)
})

test('a short key is the first eight digits', (t) => {
  t.is(shortKey(keyOf(BYTES)), '00010203')
})
