// Pairs of connected peers in this process, on their own private DHT.
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { createNode, type Connection } from '../../shared/network/node.ts'
import { bootstrapOf, privateDht } from './private-dht.ts'

export interface Pair {
  host: Connection
  client: Connection
}

/** Makes one more pair. `onDial` gets the client's connection before it is open. */
export type Meet = (onDial?: (client: Connection) => void) => Promise<Pair>

/** Where pairs meet. Destroyed when the test ends. */
export async function meetingPlace(t: Assertions): Promise<Meet> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [hostNode, clientNode] = [createNode({ bootstrap }), createNode({ bootstrap })]
  const arrived = new Map<string, (connection: Connection) => void>()
  const server = hostNode.createServer((connection) => {
    arrived.get(connection.remotePublicKey.join())?.(connection)
  })
  await server.listen(HyperDHT.keyPair())
  t.teardown(async () => {
    await Promise.all([clientNode.destroy({ force: true }), hostNode.destroy({ force: true })])
  })

  return async (onDial = () => {}) => {
    // A key for each, so that the host can tell simultaneous connections apart.
    const keyPair = HyperDHT.keyPair()
    const host = new Promise<Connection>((resolve) => {
      arrived.set(keyPair.publicKey.join(), resolve)
    })
    const client = clientNode.connect(server.publicKey, { keyPair })
    onDial(client)
    const opened = new Promise<void>((resolve) => client.once('open', resolve))
    const pair = { host: await host, client }
    await opened
    for (const connection of [pair.host, pair.client]) connection.on('error', ignoreError)
    return pair
  }
}

/** An error ends in a close, which is what tests wait for. */
function ignoreError(): void {}
