import { Server as RelayServer } from 'blind-relay'
import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { keyOf } from '../../../shared/base/key.ts'
import {
  createNode,
  type Connection,
  type Node,
  type Server
} from '../../../shared/network/node.ts'
import type { Path } from '../../../shared/network/path.ts'
import { behindNat } from '../../helpers/behind-nat.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

test('each connection has its own path, relayed or direct', async (t) => {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const relay = node(t, bootstrap)
  const [host, client] = [behindNat(node(t, bootstrap)), behindNat(node(t, bootstrap))]
  const relayServer = await serveRelay(relay)
  // Nothing but the relay leads to this host.
  const blocked = { holepunch: () => false, shareLocalAddress: false }
  let server: Server | undefined
  const accepted = new Promise<Connection>((resolve) => {
    server = host.createServer(blocked, resolve)
  })
  await server?.listen(HOST)
  const blockedToo = { fastOpen: false, localConnection: false }
  const relayThrough = relayServer.publicKey
  const relayed = client.connect(HOST.publicKey, { ...blockedToo, relayThrough })
  const direct = client.connect(relayServer.publicKey, {})
  for (const connection of [relayed, direct]) {
    connection.on('error', () => {})
    t.teardown(() => connection.destroy())
    t.ok(await connection.opened)
  }
  const atHost = await accepted
  atHost.on('error', () => {})

  const through = { kind: 'relayed', relay: keyOf(relayServer.publicKey) } as const
  t.alike(client.pathOf(relayed), through)
  t.alike(host.pathOf(atHost), through)
  t.alike(client.pathOf(direct), { kind: 'direct' }, 'to the relay itself')

  const paths: Path[] = []
  const isDirect = new Promise<void>((resolve) => {
    client.watchPath(relayed, (path) => {
      paths.push(path)
      if (path.kind === 'direct') resolve()
    })
  })
  t.alike(paths, [through])
  move(relayed, { of: client, to: host, at: atHost })
  move(atHost, { of: host, to: client, at: relayed })
  await isDirect
  t.alike(paths, [through, { kind: 'direct' }])
  atHost.write('still here')
  await new Promise((resolve) => relayed.once('data', resolve))
})

/** As HyperDHT does once a hole is punched. */
function move(
  { rawStream }: Connection,
  { of, to, at }: { of: Node; to: Node; at: Connection }
): void {
  const { id } = at.rawStream as unknown as Movable
  const { port } = (to as unknown as Bound).address()
  const { socket } = of as unknown as Bound
  void (rawStream as unknown as Movable).changeRemote(socket, id, port, '127.0.0.1')
}

/** Of udx-native and HyperDHT. */
interface Movable {
  id: number
  changeRemote(socket: unknown, id: number, port: number, host: string): Promise<void>
}
interface Bound {
  socket: unknown
  address(): { port: number }
}

const HOST = HyperDHT.keyPair()

function node(t: Assertions, bootstrap: string[]): Node {
  const created = createNode({ bootstrap })
  t.teardown(() => created.destroy())
  return created
}

async function serveRelay(carrier: Node): Promise<Server> {
  const relay = new RelayServer({
    createStream: (options) => carrier.createRawStream({ ...options, framed: true })
  })
  const server = carrier.createServer((connection) => {
    connection.on('error', () => {})
    relay.accept(connection, { id: connection.remotePublicKey }).on('error', () => {})
  })
  return server.listen()
}
