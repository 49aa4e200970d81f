import test from 'brittle'
import HyperDHT from 'hyperdht'
import { Dialer } from '../../../client-app/link/dialer.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import { bytesOf, keyOf } from '../../../shared/base/key.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { FakeNode, type FakeAttempt } from '../../helpers/fake-node.ts'
import { testKey } from '../../helpers/keys.ts'
import type { Assertions } from 'brittle'

const HOST = HyperDHT.keyPair()
const RELAYS = [testKey('ab'), testKey('cd')]

test('a relay is used only after a host has answered and no path was found', async (t) => {
  const { dial } = place(t)
  const silent = dial()
  t.is(silent.relay, null)
  await silent.fail()
  const answering = dial()
  t.is(answering.relay, null, 'the host may not be there at all')
  answering.answer()
  await answering.fail()
  t.alike(dial().relay, relay(0))
})

test('once a path was found, the next connection looks for a direct one first', async (t) => {
  const { dial, dialer } = place(t)
  const first = dial()
  first.answer()
  await first.fail()
  t.ok(dialer.hasOtherPaths)
  const second = dial()
  second.answer()
  await second.open()
  await second.fail(new ChatError('LOST'))
  t.absent(dialer.hasOtherPaths, 'a connection that was open and is lost had found one')
  t.is(dial().relay, null)
})

test('a relay that does not answer has others in its place', async (t) => {
  const { dial, node } = place(t)
  const [first = testKey('ab')] = RELAYS
  dial().answer()
  await node.last.fail()
  node.failRelay(first)
  t.alike(dial().relay, relay(1))
})

function place(t: Assertions): { node: FakeNode; dialer: Dialer; dial: () => FakeAttempt } {
  const node = new FakeNode(t, HOST)
  const dialer = new Dialer({
    node: node.asNode,
    hostKey: keyOf(HOST.publicKey),
    keyPair: HyperDHT.keyPair(),
    traffic: TRAFFIC.roomHost,
    relays: RELAYS
  })
  const dial = (): FakeAttempt => {
    // That it fails is told by the attempt.
    dialer.dial(() => {}).opened.catch(() => {})
    return node.last
  }
  return { node, dialer, dial }
}

function relay(index: number): Uint8Array {
  return bytesOf(RELAYS[index] ?? testKey('ef'))
}
