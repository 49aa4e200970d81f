import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { keyOf } from '../../../shared/base/key.ts'
import { AllPeers } from '../../../shared/network/all-peers.ts'
import { Listener, type Settle } from '../../../shared/network/listener.ts'
import type { Connection, Node } from '../../../shared/network/node.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { turn } from '../../helpers/turn.ts'

test('a peer that has begun is told of, served once, and watched from when it is settled', async (t) => {
  const { listener, come, begun } = place(t)
  const early = await come()
  t.is(begun.length, 1)
  const served: { connection: Connection; settle: Settle }[] = []
  const serve = (connection: Connection, settle: Settle): void => {
    served.push({ connection, settle })
  }
  listener.serve(serve)
  listener.serve(serve)
  t.alike([served.length, served[0]?.connection === early.connection], [1, true])
  t.absent(early.isWatched())
  t.ok(served[0]?.settle())
  t.ok(early.isWatched(), 'so that its silence is noticed')
  await come()
  t.is(served.length, 2)
})

test('a peer that is gone before anybody is served is not served', async (t) => {
  const { listener, come } = place(t)
  const { connection, gone } = await come()
  connection.destroy()
  await gone
  listener.serve(() => t.fail('nobody is there'))
  t.pass()
})

test('all peers share what they may cost', async (t) => {
  const all = new AllPeers()
  let users = 0
  all.time.join = () => {
    users++
    return { spend: () => {}, debtMs: () => 0, leave: () => {} }
  }
  const { come } = place(t, all)
  for (let count = 0; count < 2; count++) await come()
  t.is(users, 2)
})

interface Arrived {
  connection: Connection
  gone: Promise<void>
  isWatched: () => boolean
}

function place(
  t: Assertions,
  allPeers = new AllPeers()
): {
  listener: Listener
  come: () => Promise<Arrived>
  begun: string[]
} {
  let accept = (_connection: Connection): void => {}
  const begun: string[] = []
  const node = {
    firewalled: false,
    punches: { begun: () => {} },
    watchNetwork: () => () => {},
    createServer: (_options: object, onConnection: typeof accept) => {
      accept = onConnection
      return {}
    }
  } as unknown as Node
  const listener = new Listener({
    node,
    ownsNode: false,
    keyPair: HyperDHT.keyPair(),
    traffic: TRAFFIC.plainMember,
    allPeers,
    onBegun: (key) => begun.push(key)
  })
  t.teardown(() => listener.close())
  const come = async (): Promise<Arrived> => {
    const { client, host } = connectionPair(t, HyperDHT.keyPair())
    let isWatched = false
    const { rawStream } = host
    Object.assign(rawStream, {
      remoteHost: '192.0.2.1',
      packetsReceived: 0,
      setKeepalive: () => (isWatched = true)
    })
    const gone = new Promise<void>((resolve) => rawStream.once('close', () => resolve()))
    await new Promise<void>((resolve) => host.once('connect', () => resolve()))
    accept(host)
    client.on('end', () => client.end())
    client.resume()
    client.write('hello')
    while (begun.at(-1) !== keyOf(client.publicKey)) await turn()
    return { connection: host, gone, isWatched: () => isWatched }
  }
  return { listener, come, begun }
}
