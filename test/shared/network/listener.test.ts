import test, { type Assertions } from 'brittle'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { Listener, type ListenerOptions, type Settle } from '../../../shared/network/listener.ts'
import { bytesOf, keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { createNode, type Connection, type Node } from '../../../shared/network/node.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { connectWithoutSecret, sendHandshake, shakeOnly } from '../../helpers/handshake.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

const SLOW = { timeout: 60_000 }

test('a handshake without its own stream is not a peer', SLOW, async (t) => {
  const asked: PublicKey[] = []
  const isTooOften = (key: PublicKey): boolean => !asked.push(key)
  const { node, to, arrived, dial } = await place(t, { isTooOften })
  const packet = await shakeOnly(node, to)
  await shakeOnly(node, to)
  connectWithoutSecret(node, to.hostKey)
  await sendHandshake(node, to, packet)
  const anna = HyperDHT.keyPair()
  dial(anna)
  const { connection } = await arrived(1)
  t.alike(connection.remotePublicKey, anna.publicKey, 'the last to come is the first to arrive')
  t.alike(asked, [keyOf(anna.publicKey)], 'and the only one whose visits are counted')
})

test('a silent peer arrives once its stream has begun', SLOW, async (t) => {
  const { arrived, dial } = await place(t)
  dial()
  t.ok((await arrived(1)).settle())
})

test('a connection that is not admitted is closed', SLOW, async (t) => {
  const { arrived, dial } = await place(t, { settleMs: 1000 })
  const [anna, ben] = [dial(), HyperDHT.keyPair()]
  await arrived(1)
  const closed = new Promise<void>((resolve) => anna.once('end', resolve))
  anna.resume()
  const staying = dial(ben)
  const { settle, connection } = await arrived(2)
  t.ok(settle())
  await closed
  const ended = new Promise((resolve) => connection.once('data', resolve))
  staying.write('still here')
  await ended
})

test('a peer that connects before serve is called is served then', SLOW, async (t) => {
  let onBegun = (): void => {}
  const begun = new Promise<void>((resolve) => (onBegun = resolve))
  const isTooOften = (): boolean => {
    onBegun()
    return false
  }
  const { arrived, dial, serve } = await place(t, { isTooOften }, false)
  const anna = HyperDHT.keyPair()
  dial(anna)
  await begun
  serve()
  const { connection, settle } = await arrived(1)
  t.alike(connection.remotePublicKey, anna.publicKey)
  t.ok(settle())
})

test('a closed connection frees its place', SLOW, async (t) => {
  const { arrived, dial } = await place(t, { maxMembers: 1 })
  const clients: Connection[] = []
  const come = async (): Promise<Arrived> => {
    clients.push(dial())
    return arrived(clients.length)
  }
  const seated: Arrived[] = []
  for (let count = 0; count < LIMITS.connectionsPerMember; count++) seated.push(await come())
  t.ok(seated.every(({ settle }) => settle()))
  t.absent((await come()).settle())
  const raw = seated[0]?.connection.rawStream
  const closed = new Promise<void>((resolve) => raw?.once('close', resolve))
  clients[0]?.destroy()
  await closed
  t.ok((await come()).settle())
})

test('a peer that connects too often is closed, and never arrives', SLOW, async (t) => {
  const eve = HyperDHT.keyPair()
  const isTooOften = (key: PublicKey): boolean => key === keyOf(eve.publicKey)
  const { arrived, dial } = await place(t, { isTooOften })
  const connection = dial(eve)
  connection.resume()
  await new Promise<void>((resolve) => connection.once('end', resolve))
  const anna = HyperDHT.keyPair()
  dial(anna)
  t.alike((await arrived(1)).connection.remotePublicKey, anna.publicKey)
})

interface Arrived {
  connection: Connection
  settle: Settle
}

/** A host that records arrivals, and a node to connect from. */
async function place(t: Assertions, options: Partial<ListenerOptions> = {}, serves = true) {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [hostNode, node] = [createNode({ bootstrap }), createNode({ bootstrap })]
  const usual = { keyPair: HyperDHT.keyPair(), traffic: TRAFFIC.plainMember }
  const listener = new Listener({ node: hostNode, ...usual, ...options })
  const all: Arrived[] = []
  const watchers = new Set<() => void>()
  const serve = (): void =>
    listener.serve((connection, settle) => {
      all.push({ connection, settle })
      for (const watch of watchers) watch()
    })
  if (serves) serve()
  await Promise.all([listener.ready(), node.fullyBootstrapped()])
  t.teardown(async () => {
    await node.destroy({ force: true })
    await listener.close()
  })
  const hostKey = bytesOf(listener.publicKey)
  return {
    node,
    serve,
    to: { hostKey, address: addressOf(hostNode) },
    dial: (keyPair: KeyPair = HyperDHT.keyPair()): Connection => {
      const connection = node.connect(hostKey, { keyPair })
      connection.on('error', () => {})
      return connection
    },
    arrived: (count: number): Promise<Arrived> =>
      new Promise((resolve) => {
        const watch = (): void => {
          const last = all[count - 1]
          if (last) resolve(last)
        }
        watchers.add(watch)
        watch()
      })
  }
}

function addressOf(node: Node): { host: string; port: number } {
  return { host: '127.0.0.1', port: (node as unknown as { port: number }).port }
}
