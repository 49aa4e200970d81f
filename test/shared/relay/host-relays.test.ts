import test from 'brittle'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { crypto } from '../../../shared/base/packages.ts'
import { HostRelays, type HostRelaysOptions } from '../../../shared/relay/host-relays.ts'
import { RelayList } from '../../../shared/relay/relay-list.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const RELAY = testKey('1')
const ANNA = testKey('2')
const BEN = testKey('3')
const RANDOM = { host: '1.2.3.4', firewalled: true, randomized: true }
const CONSISTENT = { host: '1.2.3.4', firewalled: true, randomized: false }
const OPEN = { host: '1.2.3.4', firewalled: false, randomized: false }

function relaysAt(
  node: HostRelaysOptions['node'],
  keys = [RELAY]
): { relays: HostRelays; clock: TestClock } {
  const clock = new TestClock()
  return { relays: new HostRelays({ node, sources: [new RelayList(keys, clock)], clock }), clock }
}

test('two who are random meet at a relay at once', (t) => {
  const { relays } = relaysAt(RANDOM)
  t.is(relays.choose({ key: ANNA, isPunchable: false, address: null }), RELAY)
})

test('everybody else is told of one only when no path was found just now', async (t) => {
  for (const [node, isPunchable] of [
    [RANDOM, true],
    [CONSISTENT, false],
    [CONSISTENT, true]
  ] as const) {
    const { relays, clock } = relaysAt(node)
    const anna = { key: ANNA, isPunchable, address: '5.6.7.8' }
    t.is(relays.choose(anna), null)
    t.is(relays.choose({ key: BEN, isPunchable, address: '5.6.7.8' }), null, 'each by itself')
    t.is(relays.choose(anna), RELAY)
    relays.arrived(ANNA)
    t.is(relays.choose(anna), null, 'who got through begins anew')
    await clock.pass(LIMITS.relayRetryMs)
    t.is(relays.choose(anna), null, 'that was long ago')
  }
})

test('who is on the same network is told of one at once: a firewall may be in between', (t) => {
  const { relays } = relaysAt(CONSISTENT)
  t.is(relays.choose({ key: ANNA, isPunchable: true, address: '1.2.3.4' }), RELAY)
  const unknown = relaysAt({ ...CONSISTENT, host: null }).relays
  t.is(unknown.choose({ key: ANNA, isPunchable: true, address: null }), null)
})

test('an open host names none, and none is named where there is none', (t) => {
  t.ok(relaysAt(OPEN).relays.isEmpty)
  t.ok(relaysAt(RANDOM, []).relays.isEmpty)
  t.absent(relaysAt(RANDOM).relays.isEmpty)
  t.is(relaysAt(RANDOM, []).relays.choose({ key: ANNA, isPunchable: false, address: null }), null)
})

test('strangers make a host meet them only so often, and keep nobody out who is known', async (t) => {
  const clock = new TestClock()
  const isKnown = (key: PublicKey): boolean => key === ANNA
  const sources = [new RelayList([RELAY], clock)]
  const relays = new HostRelays({ node: RANDOM, sources, isKnown, clock })
  const stranger = (): PublicKey => keyOf(crypto.randomBytes(32))
  for (let count = 0; count < LIMITS.meetings.burst; count++) {
    t.ok(relays.choose({ key: stranger(), isPunchable: false, address: null }))
  }
  t.is(relays.choose({ key: stranger(), isPunchable: false, address: null }), null)
  t.absent(relays.mayMeet(stranger()), 'nor at a relay that it brings along')
  t.is(relays.choose({ key: ANNA, isPunchable: false, address: null }), RELAY)
  await clock.pass(1000 / LIMITS.meetings.perSecond)
  t.ok(relays.mayMeet(stranger()))
  t.is(relays.choose({ key: stranger(), isPunchable: false, address: null }), null)
})

test('a flood of handshakes makes a host forget nobody who tries again', (t) => {
  const { relays } = relaysAt(CONSISTENT)
  const least = LIMITS.handshakes.burst + (LIMITS.handshakes.perSecond * LIMITS.relayRetryMs) / 1000
  const caller = { isPunchable: true, address: null }
  relays.choose({ ...caller, key: ANNA })
  for (let count = 0; count < least; count++) relays.choose({ ...caller, key: testKey(count) })
  t.is(relays.choose({ ...caller, key: ANNA }), RELAY)
})
