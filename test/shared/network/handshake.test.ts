import test from 'brittle'
import { FIREWALL, WatchedHandshake } from '../../../shared/network/handshake.ts'
import { b4a, HyperDHT } from '../../../shared/base/packages.ts'
import { createNode } from '../../../shared/network/node.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'
import type { Connection, NodeAddress } from 'hyperdht'

test('both ends of a connection see, and can change, what the other says of itself', async (t) => {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [host, client] = [createNode({ bootstrap }), createNode({ bootstrap })]
  t.teardown(() => Promise.all([host.destroy(), client.destroy()]))
  const [hostKeys, clientKeys] = [HyperDHT.keyPair(), HyperDHT.keyPair()]
  const heard: [number, string][] = []
  const asked: (string | null)[] = []
  const hex = (key: Uint8Array | null): string | null => key && b4a.toString(key, 'hex')
  let received: object = {}
  const origins = new Map<object, string>()
  const heardFrom: (string | undefined)[] = []
  const options = {
    firewall: (_key: Uint8Array, payload: object, from: NodeAddress) => {
      origins.set(payload, from.host)
      return false
    },
    createHandshake: (pair: typeof hostKeys, peer: Uint8Array | null) =>
      new WatchedHandshake(pair, peer, {
        onReceived: (payload, key) => {
          heard.push([payload.firewall, hex(key) ?? ''])
          received = payload
        },
        onSend: (_payload, key) => {
          asked.push(hex(key))
          heardFrom.push(origins.get(received))
        }
      })
  }
  const accept = (connection: Connection): unknown => connection.on('error', () => {})
  await host.createServer(options, accept).listen(hostKeys)
  let answers = 0
  const connection = client.connect(hostKeys.publicKey, {
    keyPair: clientKeys,
    createHandshake: (pair, peer) =>
      new WatchedHandshake(pair, peer, {
        onSend: (payload) => (payload.firewall = FIREWALL.random),
        onReceived: () => answers++
      })
  })
  t.teardown(() => connection.destroy())
  connection.on('error', () => {})
  t.ok(await connection.opened)
  t.alike(heard[0], [FIREWALL.random, hex(clientKeys.publicKey)])
  t.is(asked[0], hex(clientKeys.publicKey), 'the host knows who asks before it answers')
  t.is(heardFrom[0], '127.0.0.1', 'and where from, by the payload')
  t.ok(answers > 0)
})
