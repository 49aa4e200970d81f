// A scripted host against a real member: invalid keys and replayed posts; and a scripted member that asks a real host for
// its past.
import b4a from 'b4a'
import test from 'brittle'
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { testKey } from '../helpers/keys.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { ROOM_PROTOCOL, type Person } from '../../shared/room/messages.ts'
import { signPost } from '../../shared/room/signing.ts'
import { createPlace, startClient, startHost, type TestPlace } from '../helpers/apps.ts'
import { dataFrame, openFrame, RawPeer, ROOM_TYPE, roomFrame } from '../helpers/frames.ts'
import { seal } from '../helpers/seal.ts'

const TIMEOUT = { timeout: 60_000 }
const ROOM = HyperDHT.keyPair()
const BEN = HyperDHT.keyPair()
const LOG = '0123456789abcdef'
const EVE: Person = { key: testKey('ff'), name: 'eve', isPlain: false, isAway: false }

test('an invalid key in the roster of a host does not end a member', TIMEOUT, async (t) => {
  const { place, node } = await createNetwork(t)
  await serve(node, () => ({ roster: [EVE], frames: [live(1, 'hello')] }))
  const member = startClient(place, keyOf(ROOM.publicKey), ['--chat', '--commands'])
  await member.printed(/hello/)
  member.write('/msg eve psst\n/who\n')
  t.ok(await member.said(/The key of eve is not a valid public key/))
  await member.said(/eve f{64}/)
  member.kill('SIGTERM')
  await member.exited
})

test('posts a host withheld are no news to a member that has restarted', TIMEOUT, async (t) => {
  const { place, node } = await createNetwork(t)
  let kept: Uint8Array[] = []
  let more: Uint8Array[] = []
  await serve(node, (you) => {
    if (kept.length === 0) kept = [live(1, 'pay him'), whisper('the key is under the mat', you)]
    return { frames: [...kept, ...more] }
  })
  const flags = ['--chat', '--json']
  const first = startClient(place, keyOf(ROOM.publicKey), flags)
  await first.printed(/under the mat/)
  first.kill('SIGTERM')
  await first.exited
  t.ok(b4a.toString(first.stdout).includes('pay him'))

  more = [live(2, 'last')]
  const again = startClient(place, keyOf(ROOM.publicKey), flags)
  await again.printed(/"last"/)
  again.kill('SIGTERM')
  await again.exited
  const heard = b4a.toString(again.stdout)
  t.absent(/pay him|under the mat/.test(heard))
  t.is(heard.match(/"reason":"replayed"/g)?.length, 1, 'told once of one author')
})

test('a host without history shows none to a member that asks by number', TIMEOUT, async (t) => {
  const { place, node } = await createNetwork(t)
  const { host, key } = await startHost(place, ['--chat', '--history', '0'])
  const welcomed = await ask(node, key, null)
  const { log } = JSON.parse(/\{.*\}/.exec(b4a.toString(welcomed))?.[0] ?? '') as { log: string }
  const eve = HyperDHT.keyPair()
  const answer = b4a.toString(await ask(node, key, { log, seq: 0 }, eve))
  t.ok(answer.includes('"isResumed":false'), answer)
  t.absent(answer.includes('"from":0'))
  host.kill('SIGTERM')
  await host.exited
})

/** What the host answers to a scripted member that has everything up to `since`. */
async function ask(
  node: Node,
  key: string,
  since: { log: string; seq: number } | null,
  keyPair = HyperDHT.keyPair()
): Promise<Uint8Array> {
  const connection = node.connect(b4a.from(key, 'hex'), { keyPair })
  connection.on('error', () => {})
  const peer = new RawPeer(connection)
  peer.write(openFrame(JSON.stringify({ name: null, since }), ROOM_PROTOCOL))
  const welcome = await peer.got(1, ROOM_TYPE.welcome)
  peer.destroy()
  return welcome
}

interface Script {
  roster?: Person[]
  frames: Uint8Array[]
}

/** A scripted host that admits everybody and sends each what `script` has for its key. */
async function serve(node: Node, script: (you: PublicKey) => Script): Promise<void> {
  const server = node.createServer((connection) => {
    connection.on('error', () => {})
    const you = keyOf(connection.remotePublicKey)
    const { roster = [], frames } = script(you)
    const numbering = { log: LOG, seq: 0, from: 0 }
    const welcome = { room: keyOf(ROOM.publicKey), you, name: 'anna', ...numbering, roster }
    const peer = new RawPeer(connection)
    peer.write(openFrame('{}', ROOM_PROTOCOL), roomFrame('welcome', welcome), ...frames)
  })
  await server.listen(ROOM)
}

/** A post by Ben, as it is sent. */
function live(seq: number, text: string): Uint8Array {
  const post = signPost(text, keyOf(ROOM.publicKey), BEN)
  const happening = { type: 'post', author: keyOf(BEN.publicKey), name: 'ben', ...post } as const
  return dataFrame(encodeEvent(seq, Date.now(), happening), ROOM_TYPE.event)
}

/** A whisper from Ben. */
function whisper(text: string, you: PublicKey): Uint8Array {
  return roomFrame('whisper', {
    peer: keyOf(BEN.publicKey),
    ...seal(text, you, keyOf(ROOM.publicKey), BEN)
  })
}

async function createNetwork(t: Assertions): Promise<{ place: TestPlace; node: Node }> {
  const place = await createPlace(t)
  const node = createNode({ bootstrap: place.bootstrap.split(',') })
  t.teardown(() => node.destroy())
  return { place, node }
}
