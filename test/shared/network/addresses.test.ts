import test from 'brittle'
import {
  formatAddress,
  isLocal,
  isPrivateNetwork,
  isPublic,
  readAddress
} from '../../../shared/network/addresses.ts'

test('an address is read as it is written, and nothing else is', (t) => {
  t.alike(readAddress('44.128.1.7:49737'), { host: '44.128.1.7', port: 49737 })
  t.is(formatAddress({ host: '1.2.3.4', port: 5 }), '1.2.3.4:5')
  const others = ['', '1.2.3.4', '1.2.3.4:0', '1.2.3.4:65536', '1.2.3:4', '1.2.3.256:1', 'a.b:1']
  for (const text of [
    ...others,
    '1.2.3.4:5 ',
    ' 1.2.3.4:5',
    '::1:5',
    '1.2.3.4:1e3',
    '1.2.3.4:-1'
  ]) {
    t.is(readAddress(text), null, JSON.stringify(text))
  }
})

test('the networks behind routers are local', (t) => {
  for (const host of ['10.1.2.3', '172.31.255.255', '192.168.1.1', '169.254.1.1'])
    t.ok(isLocal(host), host)
  // Of one machine, of a carrier, of the world, and none.
  for (const host of ['127.0.0.1', '100.64.0.1', '44.128.1.1', '172.32.0.1', ''])
    t.absent(isLocal(host), host)
})

test('private, local and reserved networks are not public', (t) => {
  const inside = ['10.1.2.3', '127.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']
  const special = [
    '0.0.0.0',
    '100.64.0.1',
    '169.254.1.1',
    '192.0.0.9',
    '224.0.0.1',
    '255.255.255.255'
  ]
  for (const host of [...inside, ...special, 'localhost', '']) t.absent(isPublic(host), host)
  for (const host of ['1.1.1.1', '44.128.1.1', '172.32.0.1', '192.167.1.1', '100.128.0.1']) {
    t.ok(isPublic(host), host)
  }
})

test('a network is private if one of its bootstrap nodes is', (t) => {
  t.ok(isPrivateNetwork(['localhost:1']))
  t.ok(isPrivateNetwork(['1.1.1.1:1', '192.168.1.1:1']))
  t.absent(isPrivateNetwork([]))
  t.absent(isPrivateNetwork(['1.1.1.1@node.example:1', 'node.example:1']))
})
