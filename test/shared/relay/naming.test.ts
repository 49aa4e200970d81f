import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { crypto, HyperDHT } from '../../../shared/base/packages.ts'
import { FIREWALL } from '../../../shared/network/handshake.ts'
import { createNode } from '../../../shared/network/node.ts'
import { HostRelays } from '../../../shared/relay/host-relays.ts'
import { nameRelays } from '../../../shared/relay/naming.ts'
import { shakeOnly } from '../../helpers/handshake.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('handshakes of strangers that name relays make a host look for a few only', async (t) => {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [host, stranger] = [createNode({ bootstrap }), createNode({ bootstrap })]
  t.teardown(() => Promise.all([host.destroy(), stranger.destroy()]))
  let lookups = 0
  const borrow = host.relays.borrow.bind(host.relays)
  host.relays.borrow = (relay) => {
    lookups++
    return borrow(relay)
  }
  const clock = new TestClock()
  const namer = new HostRelays({ node: host, sources: [], clock })
  const keyPair = HyperDHT.keyPair()
  const naming = nameRelays(namer, host.relays.refuse)
  await host.createServer(naming, () => {}).listen(keyPair)
  const { port } = (host as unknown as Bound).address()
  const [viaHost = '', viaPort] = (bootstrap[0] ?? '').split(':')
  const to = {
    hostKey: keyPair.publicKey,
    address: { host: '127.0.0.1', port },
    via: { host: viaHost, port: Number(viaPort) }
  }
  const shake = (): Promise<unknown> => {
    const relayThrough = { publicKey: HyperDHT.keyPair().publicKey, token: crypto.randomBytes(32) }
    return shakeOnly(stranger, to, { firewall: FIREWALL.unknown, relayThrough })
  }
  for (let count = 0; count < 2 * LIMITS.meetings.burst; count++) await shake()
  t.is(lookups, LIMITS.meetings.burst)
  await clock.pass(1000 / LIMITS.meetings.perSecond)
  await shake()
  await shake()
  t.is(lookups, LIMITS.meetings.burst + 1)
})

/** HyperDHT's, which our types leave out. */
interface Bound {
  address(): { port: number }
}
