import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import {
  assertAnnounced,
  closeGently,
  createNode,
  parseBootstrap,
  type Connection,
  type HyperDHT
} from '../../../shared/network/node.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'
import { refusalOf } from '../../helpers/refusal.ts'

test('bootstrap nodes are read from a list with commas', (t) => {
  t.alike(parseBootstrap('127.0.0.1:49737'), ['127.0.0.1:49737'])
  t.alike(parseBootstrap('one.example:1,localhost:65535'), ['one.example:1', 'localhost:65535'])
  t.alike(parseBootstrap(' 10.0.0.1:1 , 10.0.0.2:2\n'), ['10.0.0.1:1', '10.0.0.2:2'])
  // dht-rpc: an address to try before the name is looked up.
  t.alike(parseBootstrap('10.0.0.1@one.example:1'), ['10.0.0.1@one.example:1'])
})

const NO_HOST = ['', ' ', '49737', ':49737', '127.0.0.1 :80', 'one two:80', '::1:80', '[::1]:80']
const NO_PORT = [
  '',
  ':',
  ':x',
  ':0',
  ':00000',
  ':65536',
  ':99999',
  ':123456',
  ':-1',
  ':1.5',
  ':1e3'
]
const NO_BOOTSTRAP = NO_HOST.concat(
  NO_PORT.map((port) => `127.0.0.1${port}`),
  ['localhost', '127.0.0.1:0x50', '127.0.0.1: 80', 'udp://127.0.0.1:80', '127.0.0.1:80/']
)

test('anything else is not a bootstrap node, and is named in the error', (t) => {
  for (const part of NO_BOOTSTRAP) {
    const refusal = refusalOf(() => parseBootstrap(part))
    t.is(refusal?.code, 'USAGE', JSON.stringify(part))
    t.ok(refusal?.message.includes(`host:port, not ${JSON.stringify(part)}`), refusal?.message)
  }
})

test('one invalid bootstrap node among valid ones is an error', (t) => {
  for (const wrong of [...NO_BOOTSTRAP, ',']) {
    for (const list of [`a:1,${wrong}`, `${wrong},a:1`, `a:1,${wrong},b:2`]) {
      t.is(refusalOf(() => parseBootstrap(list))?.code, 'USAGE', JSON.stringify(list))
    }
  }
})

test('a node bootstrapped from loopback binds to loopback only and gets answers', async (t) => {
  const bootstrap = parseBootstrap(bootstrapOf(await privateDht(t)))
  const node = nodeFrom(t, bootstrap)
  await node.fullyBootstrapped()
  t.is(node.host, '127.0.0.1')
  t.alike(boundHosts(node), ['127.0.0.1', '127.0.0.1'])

  const named = nodeFrom(
    t,
    bootstrap.map((address) => address.replace('127.0.0.1', 'localhost'))
  )
  await named.fullyBootstrapped()
  t.alike(boundHosts(named), ['127.0.0.1', '127.0.0.1'])
})

test('a node bootstrapped from elsewhere, too, binds to every address', async (t) => {
  const [local = ''] = parseBootstrap(bootstrapOf(await privateDht(t)))
  // Does not look like a loopback address, although packets to it stay on this machine.
  const elsewhere = local.replace('127.0.0.1', '0.0.0.0')
  const node = nodeFrom(t, [local, elsewhere])
  await node.fullyBootstrapped()
  t.alike(boundHosts(node), ['0.0.0.0', '0.0.0.0'])
})

test('a host on one node is found from another', async (t) => {
  const { client, host } = await connect(t)
  client.write(b4a.from('to the host'))
  t.is(b4a.toString(await dataOf(host)), 'to the host')
  host.write(b4a.from('to the client'))
  t.is(b4a.toString(await dataOf(client)), 'to the client')
})

test('a host that announced itself to a node counts as announced', async (t) => {
  const bootstrap = parseBootstrap(bootstrapOf(await privateDht(t)))
  const server = nodeFrom(t, bootstrap).createServer()
  await server.listen()
  t.is(
    refusalOf(() => assertAnnounced(server)),
    null
  )
})

test('a host that no node answered counts as announced to nobody', async (t) => {
  // Not the port of a DHT node that is gone: this node might get it, and answer itself.
  const node = nodeFrom(t, ['127.0.0.1:9'])
  const server = node.createServer()
  await server.listen()
  t.is(refusalOf(() => assertAnnounced(server))?.code, 'NETWORK_UNREACHABLE')
  t.is(node.host, null)
})

test('a graceful close delivers everything written, even if the node is destroyed right after', async (t) => {
  const { client, host, clientNode } = await connect(t)
  const received = readToEnd(host)
  const bytes = b4a.alloc(1024 * 1024, 'x')
  client.write(bytes)
  await closeGently(client)
  await clientNode.destroy()
  t.is((await received).length, bytes.length)
})

test('a graceful close by both ends is an end for both and no error', async (t) => {
  const { client, host } = await connect(t)
  const errors: unknown[] = []
  for (const connection of [client, host]) connection.on('error', (error) => errors.push(error))
  await Promise.all([closeGently(client), closeGently(host)])
  t.alike(errors, [])
  t.ok(client.rawStream.destroyed)
  t.ok(host.rawStream.destroyed)
})

test('a peer that does not end its direction is abandoned after a moment', async (t) => {
  const { client, host } = await connect(t)
  const left = new Promise((resolve) => host.once('close', () => resolve(true)))
  host.on('error', () => {})
  await closeGently(client)
  t.ok(client.rawStream.destroyed)
  t.ok(await left)
})

test('closing a closed connection finishes at once', async (t) => {
  const { client, host } = await connect(t)
  host.on('error', () => {})
  const closed = new Promise((resolve) => client.rawStream.once('close', () => resolve(null)))
  client.destroy()
  await closed
  await closeGently(client)
  t.ok(client.rawStream.destroyed)
})

interface Pair {
  client: Connection
  host: Connection
  clientNode: HyperDHT
}

/** Two ends of a connection that is open, on two nodes of a private DHT. */
async function connect(t: Assertions): Promise<Pair> {
  const bootstrap = parseBootstrap(bootstrapOf(await privateDht(t)))
  const server = nodeFrom(t, bootstrap).createServer()
  const accepted = new Promise<Connection>((resolve) => server.once('connection', resolve))
  await server.listen()

  const clientNode = nodeFrom(t, bootstrap)
  const client = clientNode.connect(server.publicKey, {})
  const opened = new Promise<void>((resolve, reject) => {
    client.once('open', resolve)
    client.once('error', reject)
  })
  const [host] = await Promise.all([accepted, opened])
  return { client, host, clientNode }
}

function nodeFrom(t: Assertions, bootstrap: string[]): HyperDHT {
  const node = createNode({ bootstrap })
  t.teardown(() => node.destroy())
  return node
}

/** The addresses of this machine that the sockets of a node are bound to. */
function boundHosts(node: HyperDHT): string[] {
  // Of no use to the apps, and so not in the types.
  const { io } = node as unknown as { io: Record<'serverSocket' | 'clientSocket', Socket> }
  return [io.serverSocket.address().host, io.clientSocket.address().host]
}

interface Socket {
  address(): { host: string }
}

function dataOf(connection: Connection): Promise<Uint8Array> {
  return new Promise((resolve) => connection.once('data', resolve))
}

/** Everything received until the peer ends; then this end ends, too. */
function readToEnd(connection: Connection): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    connection.on('data', (chunk) => chunks.push(chunk))
    connection.on('error', reject)
    connection.on('end', () => {
      connection.end()
      resolve(b4a.concat(chunks))
    })
  })
}
