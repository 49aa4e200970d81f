import test, { type Assertions } from 'brittle'
import { RoomRelay, type HostChannel } from '../../client-app/room-relay.ts'
import { keyOf } from '../../shared/base/key.ts'
import { HyperDHT, b4a } from '../../shared/base/packages.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import { bootstrapOf, privateDht } from '../helpers/private-dht.ts'

const HOST = HyperDHT.keyPair()
const FRIEND = HyperDHT.keyPair()
const STRANGER = HyperDHT.keyPair()

test('a member admits its host and those it vouches for, on a key of its own, and nobody else', async (t) => {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [node, other] = [createNode({ bootstrap }), createNode({ bootstrap })]
  t.teardown(() => Promise.all([node.destroy(), other.destroy()]))
  let offers = 0
  const relay = new RoomRelay({
    node,
    hostKey: keyOf(HOST.publicKey),
    bytesPerSecond: 1000,
    onOffered: () => offers++,
    onLoad: () => {}
  })
  t.teardown(() => relay.close())
  const channel = new FakeChannel()
  relay.attach(channel)
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

/** The channel to the host, as a member sees it. */
class FakeChannel implements HostChannel {
  say: (word: RelayWord) => void = () => {}
  #onWord: (word: RelayWord) => void = () => {}
  #next = this.#wait()

  listen({ onRelay }: { onRelay: (word: RelayWord) => void }): void {
    this.say = onRelay
  }

  relay(word: RelayWord): void {
    this.#onWord(word)
  }

  async offer(): Promise<{ key: string }> {
    const word = await this.#next
    this.#next = this.#wait()
    if (word.kind !== 'offer' || word.key === null) throw new Error('no offer')
    return { key: word.key }
  }

  #wait(): Promise<RelayWord> {
    return new Promise((resolve) => (this.#onWord = resolve))
  }
}

async function admits(
  t: Assertions,
  node: Node,
  key: string,
  keyPair: typeof HOST
): Promise<boolean> {
  const connection: Connection = node.connect(b4a.from(key, 'hex'), { keyPair })
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  return connection.opened
}
