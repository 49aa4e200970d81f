// The host as nothing but a relay, from end to end.
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { crypto, HyperDHT } from '../../shared/base/packages.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { createPlace, start, type TestPlace } from '../helpers/apps.ts'
import { testKey } from '../helpers/keys.ts'
import { behindNat } from '../helpers/behind-nat.ts'
import type { Program } from '../helpers/program.ts'
import { pairFrame } from '../helpers/relay-frames.ts'
import { meetAt, speakTo } from '../helpers/relay-place.ts'

const LONG = { timeout: 60_000 }

test('a relay says on which key, and how much it carries', LONG, async (t) => {
  const place = await createPlace(t)
  const { relay, key } = await startRelay(place, ['--json'])
  const node = nodeAt(t, place)
  const [one, other] = [await speakTo(t, node, key), await speakTo(t, node, key)]
  const token = crypto.randomBytes(32)
  one.write(pairFrame(true, token))
  other.write(pairFrame(false, token))
  await relay.said(/"pairs":1,"bytesPerSecond":0\b/)
  one.destroy()
  await relay.said(/"pairs":0,"bytesPerSecond":0\b/)
  t.pass()
})

test('a relay on a terminal shows a line of it', LONG, async (t) => {
  const place = await createPlace(t)
  const relay = start(place, ['server-app', '--as-relay'], { onTerminal: true })
  const [, key = ''] = await relay.printed(/relaying on: ([0-9a-f]{64})/)
  const peer = await speakTo(t, nodeAt(t, place), testKey(key))
  const token = crypto.randomBytes(32)
  peer.write(pairFrame(true, token), pairFrame(false, token))
  await relay.printed(/relaying for 1 pair of peers, 0 B\/s/)
  t.pass()
})

test(
  'a private relay serves the keys on its list alone, and says when it cannot read that any more',
  LONG,
  async (t) => {
    const place = await createPlace(t)
    const friend = HyperDHT.keyPair()
    const folder = path.join(place.storage, 'relay')
    const identity = path.join(folder, 'host', 'default')
    fs.mkdirSync(identity, { recursive: true, mode: 0o700 })
    const list = path.join(identity, 'allowed')
    fs.writeFileSync(list, `${keyOf(friend.publicKey)}\n`, { mode: 0o600 })
    const { relay, key } = await startRelay(place, ['--private', '--storage', folder, '--json'])
    const node = nodeAt(t, place)
    const peer = await speakTo(t, node, key, friend)
    const token = crypto.randomBytes(32)
    peer.write(pairFrame(true, token), pairFrame(false, token))
    await peer.got(1, 0)
    await t.exception(speakTo(t, node, key))
    fs.rmSync(list)
    fs.mkdirSync(list)
    await speakTo(t, node, key, friend)
    await relay.said(
      /"event":"problem","text":"[^"]*it is a folder. The previous list stays in force"/
    )
  }
)

test('a relay lets go of who uses more than its limit', LONG, async (t) => {
  const place = await createPlace(t)
  const { key } = await startRelay(place, ['--relay-limit', '1024', '--json'])
  const [host, client] = [behindNat(nodeAt(t, place)), behindNat(nodeAt(t, place))]
  const { connection, atHost } = await meetAt(t, { host, client, relay: key })
  atHost.on('data', () => {})
  const closed = new Promise<void>((resolve) => connection.once('close', resolve))
  connection.write(new Uint8Array(200_000))
  await closed
  t.pass()
})

async function startRelay(
  place: TestPlace,
  flags: string[]
): Promise<{ relay: Program; key: PublicKey }> {
  const relay = start(place, ['server-app', '--as-relay', ...flags])
  const [, key = ''] = await relay.said(/"event":"relaying","key":"([0-9a-f]{64})"/)
  return { relay, key: testKey(key) }
}

function nodeAt(t: Assertions, { bootstrap }: TestPlace): Node {
  const node = createNode({ bootstrap: bootstrap.split(',') })
  t.teardown(() => node.destroy())
  return node
}
