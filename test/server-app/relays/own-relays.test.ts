import test from 'brittle'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { namingOf, needsRelays } from '../../../server-app/relays/own-relays.ts'
import type { RoomRelays } from '../../../server-app/relays/room-relays.ts'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { b4a } from '../../../shared/base/packages.ts'
import { FIREWALL, WatchedHandshake } from '../../../shared/network/handshake.ts'
import type { Node } from '../../../shared/network/node.ts'
import type { RelayFailure } from '../../../shared/network/relay-connections.ts'
import { testKey } from '../../helpers/keys.ts'

const HOST = HyperDHT.keyPair()
const [FIRST, SECOND] = [testKey('a'), testKey('b')]

test('who comes for the second time is named a relay, and who has got through is not', (t) => {
  const { ask, naming, refused } = host([FIRST])
  const [anna, ben] = [HyperDHT.keyPair(), HyperDHT.keyPair()]
  t.alike([ask(anna), ask(anna), ask(ben)], [null, FIRST, null])
  t.is(new Set(refused).size, 2, 'nobody is met where no relay was named')
  naming.onBegun?.(keyOf(anna.publicKey))
  t.is(ask(anna), null)
})

test('a relay that does not answer, or breaks, comes last, and the room is told which', (t) => {
  const { ask, fail, told } = host([FIRST, SECOND])
  const anna = HyperDHT.keyPair()
  ask(anna)
  fail(FIRST, 'silent')
  t.is(ask(anna), SECOND)
  fail(SECOND, 'broken')
  t.alike(told, ['silent a', 'blame b'])
})

test('the members who relay are told who has got through', (t) => {
  const { naming, told } = host([])
  naming.onBegun?.(SECOND)
  t.alike(told, ['arrived b'])
})

test('a host needs relays where somebody may not reach it directly', (t) => {
  const needs = (firewalled: boolean, host: string | null): boolean =>
    needsRelays({ firewalled, host } as Node)
  t.alike(
    [
      needs(true, '192.0.2.1'),
      needs(false, '192.0.2.1'),
      needs(true, null),
      needs(true, '127.0.0.1')
    ],
    [true, false, false, false]
  )
})

interface Host {
  naming: ReturnType<typeof namingOf>
  /** The relay that is named to a newcomer who comes now; null for none. */
  ask: (newcomer: KeyPair) => PublicKey | null
  fail: (relay: PublicKey, failure: RelayFailure) => void
  /** What the members who relay are told. */
  told: string[]
  /** The keys, by identity, that the host must not connect to. */
  refused: Uint8Array[]
}

/** A host that brings along these relays, in whose room nobody relays. */
function host(relays: PublicKey[]): Host {
  const told: string[] = []
  const refused: Uint8Array[] = []
  const tell =
    (what: string) =>
    (key: PublicKey): void =>
      void told.push(`${what} ${key[0] ?? ''}`)
  let fail: Host['fail'] = () => {}
  const node = {
    host: '192.0.2.1',
    firewalled: true,
    randomized: false,
    relays: {
      refuse: (key: Uint8Array) => refused.push(key),
      watchFailures: (onFailed: Host['fail']) => (fail = onFailed)
    }
  } as unknown as Node
  const room = {
    isEmpty: true,
    next: () => null,
    fail: tell('silent'),
    blame: tell('blame'),
    arrived: tell('arrived')
  } as unknown as RoomRelays
  const naming = namingOf(node, { relays }, { relays: room, isKnown: () => false })
  const ask = (newcomer: KeyPair): PublicKey | null => {
    const guest = new WatchedHandshake(newcomer, HOST.publicKey, {})
    const { relayThrough, createHandshake } = naming.naming ?? {}
    const answering = createHandshake?.(HOST, null) as WatchedHandshake
    const facts = { version: 1, error: 0, firewall: FIREWALL.consistent }
    answering.recv(guest.send(facts))
    const publicKey = relayThrough?.()
    const meeting = publicKey ? { publicKey, token: b4a.alloc(32) } : null
    const payload = guest.recv(answering.send({ ...facts, relayThrough: meeting }))
    return payload.relayThrough ? keyOf(payload.relayThrough.publicKey) : null
  }
  return { naming, ask, fail: (...failure) => fail(...failure), told, refused }
}
