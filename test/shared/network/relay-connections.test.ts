import { Client as BlindRelayClient, Server as RelayServer } from 'blind-relay'
import test, { type Assertions } from 'brittle'
import type { RawStream } from 'hyperdht'
import { Deferred } from '../../../shared/base/deferred.ts'
import { bytesOf, keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { HyperDHT } from '../../../shared/base/packages.ts'
import {
  createNode,
  type Connection,
  type Node,
  type Server
} from '../../../shared/network/node.ts'
import { Lease, type Client } from '../../../shared/network/relay-lease.ts'
import { behindNat } from '../../helpers/behind-nat.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

test('connections through one relay share a connection to it, which ends with the last of them', async (t) => {
  const { meet, relay } = await createPlace(t)
  const [one, other] = [await meet(), await meet()]
  t.is(relay.connections.length, 2, 'one of the host, one of the client')
  one.destroy()
  await talk(other)
  t.is(relay.open, 2)
  other.destroy()
  await relay.closed(2)
  t.pass()
})

test('a connection that is kept open is used, and stays', async (t) => {
  const { meet, relay, client } = await createPlace(t)
  const stop = client.relays.keep(relay.key)
  await relay.opened(1)
  const connection = await meet()
  t.is(relay.connections.length, 2)
  t.is(client.relays.carrierOf(connection), relay.key)
  connection.destroy()
  // The host keeps none.
  await relay.closed(1)
  t.ok(client.relays.isReady(relay.key))
  stop()
  await relay.closed(2)
  t.absent(client.relays.isReady(relay.key))
})

test('a side sends something as soon as both have come, so that no first packet is missed for long', async (t) => {
  const sent = new Deferred<number>()
  const events = { onReturned: () => {}, onBroken: () => {} }
  let onData = (): void => {}
  const request = { on: (_event: 'data', listener: () => void) => (onData = listener) }
  const client = { closed: false, pair: () => request, unpair: () => {} } as unknown as Client
  const lease = new Lease({ publicKey: HOST.publicKey } as Connection, client, events)
  const trySend = ({ length }: Uint8Array): void => sent.resolve(length)
  const stream = {
    once: () => {},
    _writev: () => {},
    _final: () => {},
    packetsReceived: 1,
    trySend
  }
  BlindRelayClient.from(lease as unknown as Connection, { id: HOST.publicKey }).pair(
    true,
    HOST.publicKey,
    stream as unknown as RawStream
  )
  onData()
  t.is(await sent.promise, 1)
})

test('what a relay carries ends with the connection to it', async (t) => {
  const { meet, relay } = await createPlace(t)
  const connection = await meet()
  const closed = new Promise<void>((resolve) => connection.once('close', resolve))
  for (const end of relay.connections) end.destroy()
  await closed
  t.pass()
})

test('after a change of the network, what is kept is opened anew, and what is carried stays', async (t) => {
  const { meet, relay, client } = await createPlace(t)
  client.relays.keep(relay.key)
  const connection = await meet()
  client.relays.doubt()
  await relay.opened(3)
  await talk(connection)
  t.is(relay.open, 3)
})

test('a peer that is also a relay is not carried by itself', async (t) => {
  const { meet, relay, client } = await createPlace(t)
  await meet()
  const direct = client.connect(relay.alias, {})
  direct.on('error', () => {})
  t.teardown(() => direct.destroy())
  t.ok(await direct.opened)
  t.is(client.relays.carrierOf(direct), null)
})

const HOST = HyperDHT.keyPair()
// Nothing but a relay leads from one to the other.
const BLOCKED = { holepunch: () => false, shareLocalAddress: false }
const BLOCKED_TOO = { fastOpen: false, localConnection: false, holepunch: () => false }

interface Place {
  relay: Relay
  client: Node
  /** Another connection to the host, with its echo. */
  meet: () => Promise<Connection>
}

async function createPlace(t: Assertions): Promise<Place> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [carrier, host, client] = [0, 1, 2].map(() => createNode({ bootstrap }))
  if (!carrier || !host || !client) throw new Error('no nodes')
  t.teardown(() => Promise.all([carrier.destroy(), host.destroy(), client.destroy()]))
  for (const node of [host, client]) behindNat(node)
  const relay = new Relay(carrier)
  await relay.listen()
  const echo = (connection: Connection): void => {
    connection.on('error', () => {})
    connection.on('data', (chunk) => connection.write(chunk))
  }
  await host.createServer(BLOCKED, echo).listen(HOST)
  const meet = async (): Promise<Connection> => {
    const connection = client.connect(HOST.publicKey, {
      ...BLOCKED_TOO,
      relayThrough: bytesOf(relay.key)
    })
    connection.on('error', () => {})
    t.teardown(() => connection.destroy())
    await talk(connection)
    return connection
  }
  return { relay, client, meet }
}

/** A word there and back. */
async function talk(connection: Connection): Promise<void> {
  const heard = new Deferred()
  connection.once('data', () => heard.resolve())
  connection.write('word')
  await heard.promise
}

/** As HyperDHT's own. */
class Relay {
  readonly connections: Connection[] = []
  readonly #server: Server
  /** The same peer under another key, where it is no relay. */
  readonly #other: Server
  #onChange: () => void = () => {}

  constructor(node: Node) {
    const relay = new RelayServer({
      createStream: (options) => node.createRawStream({ ...options, framed: true })
    })
    this.#server = node.createServer((connection) => {
      connection.on('error', () => {})
      relay.accept(connection, { id: connection.remotePublicKey }).on('error', () => {})
      this.connections.push(connection)
      connection.once('close', () => this.#onChange())
      this.#onChange()
    })
    this.#other = node.createServer((connection) => connection.on('error', () => {}))
  }

  get key(): PublicKey {
    return keyOf(this.#server.publicKey)
  }

  get alias(): Uint8Array {
    return this.#other.publicKey
  }

  get open(): number {
    return this.connections.filter(({ destroyed }) => !destroyed).length
  }

  async listen(): Promise<void> {
    await Promise.all([this.#server.listen(), this.#other.listen(HyperDHT.keyPair())])
  }

  /** Resolves once so many have been opened in all. */
  opened(count: number): Promise<void> {
    return this.#until(() => this.connections.length >= count)
  }

  closed(count: number): Promise<void> {
    return this.#until(() => this.connections.length - this.open >= count)
  }

  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onChange = () => {
        if (isSo()) resolve()
      }
      this.#onChange()
    })
  }
}
