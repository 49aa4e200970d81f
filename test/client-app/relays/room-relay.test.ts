import test, { type Assertions } from 'brittle'
import {
  RoomRelay,
  type HostChannel,
  type RoomRelayOptions
} from '../../../client-app/relays/room-relay.ts'
import { Vouchers } from '../../../client-app/relays/vouchers.ts'
import { Deferred } from '../../../shared/base/deferred.ts'
import { bytesOf, keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { crypto, HyperDHT } from '../../../shared/base/packages.ts'
import { createNode, type Connection, type Node } from '../../../shared/network/node.ts'
import type { RelayWord } from '../../../shared/room/relaying.ts'
import { behindNat } from '../../helpers/behind-nat.ts'
import { portOf, shakeAs } from '../../helpers/handshake.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'
import { pairFrame } from '../../helpers/relay-frames.ts'
import { meetAt, speakTo } from '../../helpers/relay-place.ts'
import { SilentSocket } from '../../helpers/silent-socket.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const HOST = HyperDHT.keyPair()
const FRIEND = HyperDHT.keyPair()
const STRANGER = HyperDHT.keyPair()

test('a member admits its host and those it vouches for, on a key of its own, and nobody else', async (t) => {
  let offers = 0
  const { other, channel } = await place(t, { onOffered: () => offers++ })
  channel.say({ kind: 'wanted' })
  const { key } = await channel.offer()
  t.not(key, keyOf(HOST.publicKey))
  t.ok(await admits(t, other, key, HOST))
  t.absent(await admits(t, other, key, STRANGER))
  channel.say({ kind: 'vouch', key: keyOf(FRIEND.publicKey) })
  t.ok(await admits(t, other, key, FRIEND))
  channel.say({ kind: 'wanted' })
  t.is((await channel.offer()).key, key, 'the same key, asked again')
  t.is(offers, 1, 'said once')
})

test('a member that leaves says first that it relays no more', async (t) => {
  const { channel, relay } = await place(t)
  channel.say({ kind: 'wanted' })
  await channel.offer()
  await relay.close()
  t.alike(channel.heard.at(-1), { kind: 'offer', key: null, isOpen: false })
  channel.say({ kind: 'wanted' })
  await relay.close()
  t.is(channel.heard.length, 2, 'and offers nothing any more')
})

test('that it relays is said with its first offer, though the connection was replaced before', async (t) => {
  let offers = 0
  const { relay } = await place(t, { onOffered: () => offers++ })
  const [asked, next] = [relay.hear({ kind: 'wanted' }), new FakeChannel()]
  relay.attach(next)
  await asked
  await relay.hear({ kind: 'wanted' })
  t.alike([next.heard.length, offers], [1, 1])
})

test('a member that nobody would reach says at once that it does not relay', async (t) => {
  const { channel, node } = await place(t)
  Object.defineProperty(node, 'randomized', { value: true })
  channel.say({ kind: 'wanted' })
  t.alike(channel.heard, [{ kind: 'offer', key: null, isOpen: false }])
})

test('what is said when it leaves is said only where it was asked', async (t) => {
  const { channel, relay } = await place(t)
  channel.say({ kind: 'wanted' })
  await channel.offer()
  const next = new FakeChannel()
  relay.attach(next)
  await relay.close()
  t.alike(next.heard, [])
})

test('a voucher lasts while its owner is there, and ends some time after', async (t) => {
  const clock = new TestClock()
  const left = new Deferred<void>()
  const vouchers = new (class extends Vouchers {
    override left(key: PublicKey): void {
      super.left(key)
      left.resolve()
    }
  })(keyOf(HOST.publicKey), clock)
  const { other, channel } = await place(t, { vouchers })
  channel.say({ kind: 'wanted' })
  const { key } = await channel.offer()
  channel.say({ kind: 'vouch', key: keyOf(FRIEND.publicKey) })
  const connection = other.connect(bytesOf(key), { keyPair: FRIEND })
  connection.on('error', () => {})
  t.ok(await connection.opened)
  clock.jump(2 * LIMITS.voucherMs)
  t.ok(await admits(t, other, key, FRIEND))
  connection.destroy()
  await left.promise
  t.pass('it is told who leaves')
})

test('a newcomer has no more carried than the member allows', async (t) => {
  const { other, another, channel } = await place(t)
  const [host, client] = [behindNat(other), behindNat(another)]
  // What relays know a node by.
  Object.assign(host, { defaultKeyPair: HOST })
  Object.assign(client, { defaultKeyPair: FRIEND })
  channel.say({ kind: 'wanted' })
  const { key } = await channel.offer()
  channel.say({ kind: 'vouch', key: keyOf(FRIEND.publicKey) })
  const { connection, atHost } = await meetAt(t, { host, client, relay: key })
  atHost.on('data', () => {})
  const closed = new Promise<void>((resolve) => connection.once('close', resolve))
  connection.write(new Uint8Array(200_000))
  await closed
  t.pass('it is let go')
})

test('two newcomers who know a token do not meet at a member without its host', async (t) => {
  const { other, channel } = await place(t)
  channel.say({ kind: 'wanted' })
  const { key } = await channel.offer()
  const guests = [FRIEND, HyperDHT.keyPair()]
  for (const { publicKey } of guests) channel.say({ kind: 'vouch', key: keyOf(publicKey) })
  const [one, another] = await Promise.all(guests.map((pair) => speakTo(t, other, key, pair)))
  const token = crypto.randomBytes(32)
  one?.write(pairFrame(true, token))
  another?.write(pairFrame(false, token))
  await Promise.all([one?.closed, another?.closed])
  t.pass('both are let go')
})

test('a host cannot have a member answer handshakes without end, in the name of others', async (t) => {
  const { node, other, channel } = await place(t)
  const victim = new SilentSocket(t)
  channel.say({ kind: 'wanted' })
  const { key } = await channel.offer()
  channel.say({ kind: 'vouch', key: keyOf(FRIEND.publicKey) })
  const to = { hostKey: bytesOf(key), address: { host: '127.0.0.1', port: portOf(node) } }
  const { burst } = LIMITS.vouchedHandshakes
  for (let id = 1; id <= burst + 4; id++)
    void shakeAs(other, to, victim.address, { keyPair: FRIEND, id })
  await victim.until(() => victim.endedStreams >= burst)
  t.is(victim.streamPackets.size, burst)
})

/** The channel to the host, as a member sees it. */
class FakeChannel implements Pick<HostChannel, 'relay'> {
  say: (word: RelayWord) => void = () => {}
  readonly heard: RelayWord[] = []
  #onWord: (word: RelayWord) => void = () => {}
  #next = this.#wait()

  relay(word: RelayWord): void {
    this.heard.push(word)
    this.#onWord(word)
  }

  async offer(): Promise<{ key: PublicKey }> {
    const word = await this.#next
    this.#next = this.#wait()
    if (word.kind !== 'offer' || word.key === null) throw new Error('no offer')
    return { key: word.key }
  }

  #wait(): Promise<RelayWord> {
    return new Promise((resolve) => (this.#onWord = resolve))
  }
}

async function place(
  t: Assertions,
  options: Partial<RoomRelayOptions> = {}
): Promise<{ node: Node; other: Node; another: Node; channel: FakeChannel; relay: RoomRelay }> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [node, other, another] = [1, 2, 3].map(() => createNode({ bootstrap }))
  if (!node || !other || !another) throw new Error('no nodes')
  t.teardown(() => Promise.all([node, other, another].map((each) => each.destroy())))
  const relay = new RoomRelay({
    node,
    hostKey: keyOf(HOST.publicKey),
    bytesPerSecond: 1000,
    onOffered: () => {},
    onLoad: () => {},
    ...options
  })
  t.teardown(() => relay.close())
  const channel = new FakeChannel()
  relay.attach(channel)
  channel.say = (word) => void relay.hear(word)
  return { node, other, another, channel, relay }
}

async function admits(
  t: Assertions,
  node: Node,
  key: PublicKey,
  keyPair: typeof HOST
): Promise<boolean> {
  const connection: Connection = node.connect(bytesOf(key), { keyPair })
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  return connection.opened
}
