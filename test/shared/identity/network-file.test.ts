import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { NetworkFile } from '../../../shared/identity/network-file.ts'

const HOST = testKey('a')
const OTHER = testKey('b')
const node = (last: number) => ({ host: `44.128.1.${last}`, port: 1 })
const nodes = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => node(first + index))

test('what is saved is known at the next start, on the same network only', async (t) => {
  const folder = await t.tmp()
  new NetworkFile({ folder, bootstrap: [] }).save(nodes(10, 5), { key: HOST, relays: nodes(1, 3) })
  new NetworkFile({ folder, bootstrap: ['44.128.1.1:1'] }).save(nodes(20, 2), null)

  const known = new NetworkFile({ folder, bootstrap: [] })
  t.alike(known.nodes, nodes(10, 5))
  t.alike(known.relaysOf(HOST), nodes(1, 3))
  t.alike(known.relaysOf(OTHER), [])
  t.alike(new NetworkFile({ folder, bootstrap: ['44.128.1.1:1'] }).nodes, nodes(20, 2))
  t.alike(new NetworkFile({ folder, bootstrap: ['44.128.1.2:1'] }).nodes, [])
})

test('two processes of one identity keep what the other has saved', async (t) => {
  const folder = await t.tmp()
  const [one, other] = [HOST, OTHER].map((key) => ({
    key,
    file: new NetworkFile({ folder, bootstrap: [] })
  }))
  for (const each of [one, other]) {
    each?.file.save(nodes(10, 5), { key: each.key, relays: nodes(1, 3) })
  }
  const known = new NetworkFile({ folder, bootstrap: [] })
  for (const key of [HOST, OTHER]) t.alike(known.relaysOf(key), nodes(1, 3))
})

test('what is hardly news is not written', async (t) => {
  const folder = await t.tmp()
  const file = new NetworkFile({ folder, bootstrap: [] })
  const host = { key: HOST, relays: nodes(1, 3) }
  file.save(nodes(10, 16), host)
  const written = (): number => fs.statSync(path.join(folder, 'network')).ino
  const first = written()
  file.save([...nodes(40, 6), ...nodes(10, 10)], host)
  t.is(written(), first, 'most nodes are the same')
  file.save(nodes(10, 16), { key: HOST, relays: nodes(2, 3) })
  t.not(written(), first)
  const second = written()
  file.save([], null)
  t.is(written(), second, 'an offline run forgets nothing')
})

test('a file that cannot be used does no harm', async (t) => {
  const folder = await t.tmp()
  const file = path.join(folder, 'network')
  const isEmpty = (): boolean => new NetworkFile({ folder, bootstrap: [] }).nodes.length === 0
  fs.writeFileSync(file, 'x'.repeat(LIMITS.networkBytes + 1))
  t.ok(isEmpty())
  new NetworkFile({ folder, bootstrap: [] }).save(nodes(10, 5), null)
  t.absent(isEmpty(), 'it is replaced')
  fs.rmSync(file)
  fs.mkdirSync(file)
  t.ok(isEmpty())
  new NetworkFile({ folder, bootstrap: [] }).save(nodes(10, 5), null)
  new NetworkFile({ folder: null, bootstrap: [] }).save(nodes(10, 5), null)
  t.ok(fs.statSync(file).isDirectory())
})
