import test, { type Assertions } from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Deferred } from '../../../shared/base/deferred.ts'
import { bytesOf, type PublicKey } from '../../../shared/base/key.ts'
import { b4a, crypto, HyperDHT } from '../../../shared/base/packages.ts'
import { Listener } from '../../../shared/network/listener.ts'
import { createNode, type Connection, type Node } from '../../../shared/network/node.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { Carrier, type CarrierOptions, type Load } from '../../../shared/relay/carrier.ts'
import { nameRelays } from '../../../shared/relay/naming.ts'
import { RawPeer } from '../../helpers/frames.ts'
import { pairFrame, relayOpen, unpairFrame } from '../../helpers/relay-frames.ts'
import { behindNat } from '../../helpers/behind-nat.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

// Nothing but a relay leads from one to the other.
const BLOCKED = { holepunch: () => false, shareLocalAddress: false }
const BLOCKED_TOO = { fastOpen: false, localConnection: false, holepunch: () => false }

test('two peers without a path meet at a relay, which tells how much it carries', async (t) => {
  const loads: Load[] = []
  let onCarried = (): void => {}
  const carried = new Promise<void>((resolve) => (onCarried = resolve))
  const onLoad = (load: Load): void => {
    loads.push(load)
    if (load.pairs === 1 && load.bytesPerSecond > 100_000) onCarried()
  }
  const { relay, host, client } = await createPlace(t, { onLoad })
  const { atHost, connection } = await meet(t, host, client, relay)
  t.is(client.pathOf(connection), 'relayed')
  t.is(client.relays.carrierOf(connection), relay)
  t.is(host.relays.carrierOf(atHost), relay)
  const received = new Promise<number>((resolve) => {
    let bytes = 0
    atHost.on('data', (chunk) => {
      bytes += chunk.length
      if (bytes === 200_000) resolve(bytes)
    })
  })
  connection.write(new Uint8Array(200_000))
  t.is(await received, 200_000)
  await carried
  t.ok(loads.length > 0)
})

test('a peer that uses more than the limit loses its relay', async (t) => {
  const { relay, host, client } = await createPlace(t, { bytesPerSecond: 1000 })
  const { connection, atHost } = await meet(t, host, client, relay)
  atHost.on('data', () => {})
  const closed = new Promise<void>((resolve) => connection.once('close', resolve))
  connection.write(new Uint8Array(200_000))
  await closed
  t.pass()
})

test('a relay that is full carries nobody else', async (t) => {
  let onLoad = (_load: Load): void => {}
  const options = { mostPairs: 1, onLoad: (load: Load) => onLoad(load) }
  const { relay, host, client, others } = await createPlace(t, options)
  await meet(t, host, client, relay)
  const [other] = others
  if (!other) return t.fail('no other node')
  const second = other.connect(KEYS.publicKey, BLOCKED_TOO)
  second.on('error', () => {})
  t.teardown(() => second.destroy())
  let hasHeard = false
  second.on('data', () => (hasHeard = true))
  await second.opened
  for (let look = 0; look < 2; look++) {
    const pairs = await new Promise<number>((resolve) => (onLoad = (load) => resolve(load.pairs)))
    t.is(pairs, 1)
  }
  t.absent(hasHeard)
})

test('only so many stay at a relay when they have met somebody', async (t) => {
  const { relay, client } = await createPlace(t, {})
  const token = (): Uint8Array => crypto.randomBytes(32)
  const first = await speakTo(t, client, relay)
  for (let count = 0; count <= LIMITS.relayIdle; count++) {
    const peer = count === 0 ? first : await speakTo(t, client, relay)
    const own = token()
    peer.write(pairFrame(true, own), pairFrame(false, own), unpairFrame(own))
  }
  await first.closed
  t.pass()
})

test('peers that use a token twice, and go, leave no pair behind', async (t) => {
  let onLoad = (_load: Load): void => {}
  const { relay, client } = await createPlace(t, { onLoad: (load) => onLoad(load) })
  const [stays, one, other] = await Promise.all([1, 2, 3].map(() => speakTo(t, client, relay)))
  if (!stays || !one || !other) return t.fail('nobody')
  const carries = (pairs: number): Promise<void> =>
    new Promise((resolve) => {
      onLoad = (load) => {
        if (load.pairs === pairs) resolve()
      }
    })
  const token = b4a.alloc(32, 1)
  for (const count of [1, 2]) {
    const isPaired = carries(count)
    one.write(pairFrame(true, token))
    other.write(pairFrame(false, token))
    await isPaired
  }
  // Somebody stays, so that the relay goes on telling.
  stays.write(pairFrame(true, b4a.alloc(32, 2)), pairFrame(false, b4a.alloc(32, 2)))
  await carries(3)
  one.destroy()
  await carries(1)
  t.pass()
})

/** Speaks to a relay frame by frame. */
async function speakTo(t: Assertions, node: Node, relay: PublicKey): Promise<RawPeer> {
  const keyPair = HyperDHT.keyPair()
  const connection = node.connect(bytesOf(relay), { keyPair })
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  await connection.opened
  const peer = new RawPeer(connection)
  peer.write(relayOpen(keyPair.publicKey))
  return peer
}

const KEYS = HyperDHT.keyPair()

interface Place {
  relay: PublicKey
  host: Node
  client: Node
  others: Node[]
}

async function createPlace(t: Assertions, options: Partial<CarrierOptions>): Promise<Place> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [carrierNode, host, client, other] = [1, 2, 3, 4].map(() => createNode({ bootstrap }))
  if (!carrierNode || !host || !client || !other) throw new Error('no nodes')
  for (const node of [host, client, other]) behindNat(node)
  const carrier = new Carrier({ node: carrierNode, bytesPerSecond: Infinity, ...options })
  const keyPair = HyperDHT.keyPair()
  const listener = new Listener({ node: carrierNode, keyPair, traffic: TRAFFIC.relay })
  t.teardown(async () => {
    carrier.close()
    await Promise.all([listener.close(), host.destroy(), client.destroy(), other.destroy()])
  })
  await listener.ready()
  carrier.serve(listener)
  return { relay: listener.publicKey, host, client, others: [other] }
}

/** A connection that the host has named the relay for. */
async function meet(
  t: Assertions,
  host: Node,
  client: Node,
  relay: PublicKey
): Promise<{ atHost: Connection; connection: Connection }> {
  const namer = { isEmpty: false, choose: () => relay, mayMeet: () => true }
  const accepted = new Deferred<Connection>()
  const options = { ...BLOCKED, ...nameRelays(namer, host.relays.refuse) }
  await host.createServer(options, accepted.resolve).listen(KEYS)
  const connection = client.connect(KEYS.publicKey, BLOCKED_TOO)
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  const atHost = await accepted.promise
  atHost.on('error', () => {})
  await connection.opened
  return { atHost, connection }
}
