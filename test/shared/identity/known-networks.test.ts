import test from 'brittle'
import b4a from 'b4a'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import {
  formatNetworks,
  parseNetworks,
  type KnownNetwork
} from '../../../shared/identity/known-networks.ts'

const KEY = testKey('a')

function network(changes: Partial<KnownNetwork> = {}): KnownNetwork {
  return {
    bootstrap: ['44.128.1.1:49737', 'node.example:1'],
    nodes: [{ host: '44.128.1.9', port: 1 }],
    hosts: new Map([[KEY, [{ host: '44.128.1.4', port: 2 }]]]),
    ...changes
  }
}

test('what is known is read as it was written', (t) => {
  const networks = [network(), network({ bootstrap: [] })]
  t.alike(parseNetworks(formatNetworks(networks)), networks)
  t.alike(parseNetworks(''), [])
})

test('a hostile file is read as far as it is valid', (t) => {
  const lines = ['from', 'node 44.128.1.9:1', 'node 44.128.1.9:0', 'node evil.example:1', 'node']
  const keys = [`host ${KEY}`, `host ${KEY.slice(1)} 1.2.3.4:5`, `host ../${KEY} 1.2.3.4:5`]
  const text = ['junk', ...lines, ...keys, 'host', '\u0000', `host ${KEY} x 44.128.1.4:2`].join(
    '\n'
  )
  t.alike(parseNetworks(text), [network({ bootstrap: [] })])
  for (let seed = 0; seed < 200; seed++) {
    const bytes = b4a.from(formatNetworks([network(), network({ bootstrap: [] })]))
    for (let change = 0; change < 5; change++)
      bytes[(seed * 31 + change * 97) % bytes.length] = seed
    t.ok(parseNetworks(b4a.toString(bytes)).length <= LIMITS.knownNetworks)
  }
})

test('there is a limit to all of it', (t) => {
  const many = Array.from({ length: 1000 }, (_, index) => index)
  const nodes = many.map((index) => ({ host: `44.1.${index >> 8}.${index & 255}`, port: 1 }))
  const hosts = new Map(many.map((index) => [testKey(index), nodes] as const))
  const networks = many.map((index) =>
    network({ bootstrap: [`44.128.1.1:${index + 1}`], nodes, hosts })
  )
  const text = formatNetworks(networks)
  t.ok(text.length < LIMITS.networkBytes)
  for (const all of [parseNetworks(text), parseNetworks(text + text + text)]) {
    t.is(all.length, LIMITS.knownNetworks)
    t.is(all[0]?.nodes.length, LIMITS.knownNodes)
    t.is(all[0]?.hosts.size, LIMITS.knownHosts)
    t.is(all[0]?.hosts.get(testKey('0'))?.length, LIMITS.knownRelays)
  }
})

test('private addresses belong to private networks only', (t) => {
  const nodes = [
    { host: '127.0.0.1', port: 1 },
    { host: '192.168.1.1', port: 1 },
    { host: '44.128.1.9', port: 1 }
  ]
  const hosts = new Map([[KEY, nodes]])
  const read = (bootstrap: string[]): KnownNetwork | undefined =>
    parseNetworks(formatNetworks([{ bootstrap, nodes, hosts }]))[0]
  t.alike(read([])?.nodes, nodes.slice(2))
  t.alike(read([])?.hosts.get(KEY), nodes.slice(2))
  t.alike(read(['127.0.0.1:7'])?.nodes, nodes)
  t.alike(read(['127.0.0.1:7'])?.hosts.get(KEY), nodes)
})

test('one machine has one place, and bootstrap nodes have none', (t) => {
  const nodes = [1, 2, 3].map((port) => ({ host: '44.128.1.9', port }))
  const own = { host: '44.128.1.1', port: 49737 }
  t.alike(parseNetworks(formatNetworks([network({ nodes: [own, ...nodes] })]))[0]?.nodes, [
    { host: '44.128.1.9', port: 1 }
  ])
})
