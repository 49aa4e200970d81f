import test from 'brittle'
import HyperDHT from 'hyperdht'
import { Handshakes } from '../../../server-app/access/handshakes.ts'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

test('one key is limited per minute, without affecting others', (t) => {
  let now = 0
  const handshakes = new Handshakes(() => now)
  const key = newKey()
  for (let count = 0; count < LIMITS.handshakesPerMinute; count++) {
    t.is(handshakes.isTooOften(key), false)
  }
  t.is(handshakes.isTooOften(key), true)
  t.is(handshakes.isTooOften(newKey()), false)
  now = 59_999
  t.is(handshakes.isTooOften(key), true)
  now = 60_000
  t.is(handshakes.isTooOften(key), false)
})

test('replayed handshakes do not use up the limit of the key they were stolen from', (t) => {
  let now = 0
  const handshakes = new Handshakes(() => now)
  const anna = newKey()
  for (let count = 0; count < 1000; count++, now += 20) {
    t.is(handshakes.areTooMany(anna), false)
  }
  t.is(handshakes.isTooOften(anna), false)
})

test('too many strangers are turned away, while known keys still connect', (t) => {
  let now = 0
  const handshakes = new Handshakes(() => now)
  const anna = newKey()
  handshakes.isKnown = (key) => key === anna
  const { burst, perSecond } = LIMITS.handshakes
  const turnedAway = (): number => {
    const answers = Array.from({ length: 1000 }, () => handshakes.areTooMany(newKey()))
    return answers.filter(Boolean).length
  }
  t.is(turnedAway(), 1000 - burst)
  t.is(handshakes.areTooMany(anna), false)
  now = 1000
  t.is(turnedAway(), 1000 - perSecond)
})

function newKey(): PublicKey {
  return keyOf(HyperDHT.keyPair().publicKey)
}
