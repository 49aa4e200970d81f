import { Server as RelayServer } from 'blind-relay'
import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import {
  createNode,
  type Connection,
  type Node,
  type Server
} from '../../../shared/network/node.ts'
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

  t.is(client.pathOf(relayed), 'relayed')
  t.is(host.pathOf(atHost), 'relayed')
  t.is(client.pathOf(direct), 'direct', 'to the relay itself')
})

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
