import test, { type Assertions } from 'brittle'
import type { ServerOptions } from 'hyperdht'
import { Dialer } from '../../../client-app/link/dialer.ts'
import { Deferred } from '../../../shared/base/deferred.ts'
import { ChatError, type ChatErrorCode } from '../../../shared/base/errors.ts'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { HyperDHT } from '../../../shared/base/packages.ts'
import { createNode, type Node } from '../../../shared/network/node.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { HostRelays } from '../../../shared/relay/host-relays.ts'
import { nameRelays } from '../../../shared/relay/naming.ts'
import { behindNat } from '../../helpers/behind-nat.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

const RELAY = keyOf(HyperDHT.keyPair().publicKey)

test('where both NATs are random, a try ends when the host answers, and the next names our relay', async (t) => {
  const { dialer, named } = await place(t, { isHostRandom: true })
  await t.exception(dialer.dial(() => {}).opened, /both networks/)
  t.is(await named.shift()?.promise, null)
  t.ok(dialer.hasOtherPaths)
  // There is no such relay.
  dialer.dial(() => {}).opened.catch(() => {})
  t.is(await named.shift()?.promise, RELAY)
})

test('where only ours is random, the host is reached, and no relay learns of that', async (t) => {
  const { dialer, named } = await place(t)
  await dialer.dial(() => {}).opened
  t.is(await named.shift()?.promise, null)
  t.absent(dialer.hasOtherPaths)
})

test('past a firewall on our own network, only a relay of ours leads', async (t) => {
  const alone = await place(t, { relays: [] })
  await failAs('PUNCH_FAILED', alone.dialer)
  t.ok(alone.dialer.hasOtherPaths, 'elsewhere the host may name one')
  const other = await place(t, { relays: [] })
  await failAs('LOCAL_FIREWALL', other.dialer)
  t.absent(other.dialer.hasOtherPaths)
  const equipped = await place(t)
  await failAs('LOCAL_FIREWALL', equipped.dialer)
  t.ok(equipped.dialer.hasOtherPaths)
})

/** A try that fails once the host has answered. */
async function failAs(code: ChatErrorCode, dialer: Dialer): Promise<void> {
  const { connection, opened } = dialer.dial((stage) => {
    if (stage === 'answered') connection.destroy(new ChatError(code))
  })
  await opened.catch(() => {})
}

interface PlaceOptions {
  isHostRandom?: boolean
  relays?: PublicKey[]
}

interface Place {
  dialer: Dialer
  /** The relays that the client names to the host, one for each try. */
  named: Deferred<PublicKey | null>[]
}

async function place(
  t: Assertions,
  { isHostRandom = false, relays = [RELAY] }: PlaceOptions = {}
): Promise<Place> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [host, node] = [createNode({ bootstrap }), createNode({ bootstrap })]
  for (const each of [host, node]) behindNat(each)
  setRandomized(host, isHostRandom)
  setRandomized(node, true)
  const named = [1, 2].map(() => new Deferred<PublicKey | null>())
  const hostKeys = HyperDHT.keyPair()
  const server = host.createServer(watched(host, [...named]), (connection) => {
    connection.on('error', () => {})
  })
  await server.listen(hostKeys)
  const keys = { hostKey: keyOf(hostKeys.publicKey), keyPair: HyperDHT.keyPair() }
  const dialer = new Dialer({ node, ...keys, traffic: TRAFFIC.roomHost, relays })
  t.teardown(async () => {
    await dialer.close()
    await Promise.all([node.destroy(), host.destroy()])
  })
  return { dialer, named }
}

/** What a host of ours answers, and which relays it is told. */
function watched(node: Node, named: Deferred<PublicKey | null>[]): ServerOptions {
  const naming = nameRelays(new HostRelays({ node, sources: [] }), node.relays.refuse)
  return {
    ...naming,
    createHandshake: (keyPair, peer) => {
      const handshake = naming.createHandshake(keyPair, peer)
      const recv = handshake.recv.bind(handshake)
      handshake.recv = (bytes) => {
        const payload = recv(bytes)
        const { relayThrough } = payload
        named.shift()?.resolve(relayThrough ? keyOf(relayThrough.publicKey) : null)
        return payload
      }
      return handshake
    }
  }
}

function setRandomized(node: Node, isRandom: boolean): void {
  Object.defineProperty(node, 'randomized', { get: () => isRandom })
}
