// Text crafted to act on a terminal, sent over the wire by scripted peers, into every output.
import b4a from 'b4a'
import test from 'brittle'
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import fs from '#fs'
import path from '#path'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { isPrintableText } from '../../shared/base/text.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import { encodeEvent, type Happening } from '../../shared/room/events.ts'
import { ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import { newId, signPost } from '../../shared/room/signing.ts'
import { createPlace, start, startClient, type TestPlace } from '../helpers/apps.ts'
import { dataFrame, openFrame, RawPeer, ROOM_TYPE, roomFrame } from '../helpers/frames.ts'
import { FINE, HOSTILE } from '../helpers/hostile-texts.ts'
import { complaints, MARK, type Kind } from '../helpers/judge.ts'
import type { Program } from '../helpers/program.ts'
import { seal } from '../helpers/seal.ts'

const TIMEOUT = { timeout: 120_000 }
const KINDS: [Kind, string[]][] = [
  ['screen', []],
  ['lines', ['--chat', '--commands']],
  ['json', ['--chat', '--json']]
]
const LISTENING = /(?:listening on: |"key":")([0-9a-f]{64})/
const LAST = 'that is all'
const ODD_LABELS = ['w'.repeat(160), '\u3164', '*', '──', 'a：b', `x${'\u0301'.repeat(90)}`]
const LAST_AGAIN = /that is all[^]*that is all/

test(
  'hostile posts, whispers, names and old events have no effect on a host',
  TIMEOUT,
  async (t) => {
    const network = await createNetwork(t)
    for (const [kind, flags] of KINDS) await attackHost(t, { ...network, kind, flags })
  }
)

test('nothing a hostile host sends affects a member', TIMEOUT, async (t) => {
  const network = await createNetwork(t)
  for (const [kind, flags] of KINDS) await attackMember(t, { ...network, kind, flags })
})

test('nothing a hostile plain host sends affects a member', TIMEOUT, async (t) => {
  const { place, node } = await createNetwork(t)
  const room = await serve(node, (connection) => {
    for (const text of [...HOSTILE, LAST]) connection.write(b4a.from(`${text}\n`))
  })
  for (const [kind, flags] of KINDS) {
    const member = startClient(place, keyOf(room.publicKey), flags, optionsFor(kind))
    await member.printed(new RegExp(LAST))
    // Its lines have no name before them: all are its own.
    await judge(t, kind, member, true)
  }
})

interface Attack {
  place: TestPlace
  node: Node
  kind: Kind
  flags: string[]
}

async function attackHost(t: Assertions, { place, node, kind, flags }: Attack): Promise<void> {
  const storage = path.join(place.storage, kind)
  writeTranscript(path.join(storage, 'host', 'default', 'transcript'))
  const host = start(place, ['server-app', '--storage', storage, ...flags], optionsFor(kind))
  const [, key = ''] = await (kind === 'screen' ? host.printed(LISTENING) : host.said(LISTENING))
  const room = b4a.from(key, 'hex')

  const plain = new RawPeer(await connect(node, room))
  for (const text of HOSTILE) plain.write(b4a.from(`${text}\n`))
  for (const text of HOSTILE) await postAsStranger(t, { node, room, text })
  const { peer, keyPair } = await enter(node, room, 'friend')
  for (const text of [...FINE, LAST])
    peer.write(roomFrame('post', signPost(text, keyOf(room), keyPair)))
  await host.printed(new RegExp(LAST))
  await plain.said(LAST)
  await lookBack(kind, host)

  await judge(t, kind, host)
  t.alike(await complaints('lines', plain.text), [], 'a plain peer')
  for (const text of FINE) {
    const lines = text.split('\n').map((line) => `friend: ${line}\n`)
    t.ok(plain.text.includes(lines.join('')), `comes through: ${JSON.stringify(text)}`)
  }
}

async function attackMember(t: Assertions, { place, node, kind, flags }: Attack): Promise<void> {
  const room = await serve(node, (connection) => {
    const peer = new RawPeer(connection)
    const you = keyOf(connection.remotePublicKey)
    void peer.got(0, 1).then(() => peer.write(...hostileFrames(room, you)))
  })
  const member = startClient(place, keyOf(room.publicKey), flags, optionsFor(kind))
  await member.printed(new RegExp(LAST))
  await lookBack(kind, member)

  await judge(t, kind, member)
  if (kind !== 'json') return
  const outputs = b4a.toString(member.stdout).split('\n').slice(0, -1)
  const texts = outputs.map((line) => (JSON.parse(line) as { text?: string }).text)
  for (const text of FINE) t.ok(texts.includes(text), `comes through: ${JSON.stringify(text)}`)
}

/** A member with a client of its own: what it posts is refused, and itself with it, unless it is clean. */
async function postAsStranger(
  t: Assertions,
  { node, room, text }: { node: Node; room: Uint8Array; text: string }
): Promise<void> {
  const { peer, keyPair } = await enter(node, room, `mal${text.slice(0, 20)}`)
  peer.write(
    roomFrame('rename', { name: `mal${text.slice(-20)}` }),
    roomFrame('whisper', { peer: keyOf(room), ...seal(text, keyOf(room), keyOf(room), keyPair) }),
    roomFrame('post', signPost(text, keyOf(room), keyPair))
  )
  if (isPrintableText(text)) {
    await peer.got(1, ROOM_TYPE.notice)
    peer.destroy()
    return
  }
  const refusal = b4a.toString(await peer.got(1, ROOM_TYPE.break))
  if (!refusal.includes('"protocol"')) t.fail(`not refused: ${JSON.stringify(text)}`)
  await peer.closed
}

/** A host's side of the channel, odd wherever it can be, up to the last words. */
function hostileFrames(room: KeyPair, you: PublicKey): Uint8Array[] {
  const author = keyOf(room.publicKey)
  const labels = [...HOSTILE.map((text) => `mal${text}`.slice(0, 60)), ...ODD_LABELS]
  const roster = labels.map((name) => ({ key: keyOf(HyperDHT.keyPair().publicKey), name }))
  const numbering = { log: '0123456789abcdef', seq: 0, from: 0 }
  let seq = 0
  const event = (fields: object): Uint8Array => {
    const frame = encodeEvent(++seq, Date.now(), { author, ...fields } as Happening)
    return dataFrame(frame, ROOM_TYPE.event)
  }
  const post = (text: string, name: string): Uint8Array =>
    event({ type: 'post', name, ...signPost(text, keyOf(room.publicKey), room) })
  return [
    openFrame('{}', ROOM_PROTOCOL),
    roomFrame('welcome', { room: author, you, name: labels[0], ...numbering, roster }),
    ...labels.flatMap((name, index) => {
      const text = HOSTILE[index] ?? name
      return [
        event({ type: 'join', name }),
        event({ type: 'rename', name, formerly: name }),
        post(text, name),
        event({ type: 'post', name, id: newId(), text, signedAt: null, signature: null }),
        event({ type: 'leave', name, reason: 'kicked' }),
        roomFrame('whisper', { peer: author, ...seal(text, you, keyOf(room.publicKey), room) })
      ]
    }),
    ...[...FINE, LAST].map((text) => post(text, 'host'))
  ]
}

/** Asks who is here and for what was said, old and new. */
async function lookBack(kind: Kind, program: Program): Promise<void> {
  if (kind === 'json') {
    const commands = [{ command: 'who' }, { command: 'last', count: 100 }]
    for (const command of commands) program.write(`${JSON.stringify(command)}\n`)
    await program.printed(/"event":"found"[^]*that is all/)
  } else if (kind === 'lines') {
    program.write(`/who\n/search ${MARK}\n/last 100\n`)
    await program.said(new RegExp(LAST))
  } else {
    program.write(`/who\r/search ${MARK}\r/last 100\r`)
    await program.printed(LAST_AGAIN)
  }
}

async function judge(t: Assertions, kind: Kind, program: Program, mayForge = false): Promise<void> {
  // Before the network goes, which takes longer.
  if (kind === 'screen') program.write('/quit\r')
  else program.kill('SIGTERM')
  await program.exited
  const found = await complaints(kind, b4a.toString(program.stdout))
  const wrong = found.filter((complaint) => !mayForge || !complaint.startsWith('forged'))
  t.alike(wrong, [], `${kind}, standard output`)
  const talk = kind === 'json' ? 'json' : 'lines'
  t.alike(await complaints(talk, program.stderr), [], `${kind}, standard error`)
}

function optionsFor(kind: Kind) {
  return { onTerminal: kind === 'screen', env: { TERM: 'xterm-256color' } }
}

/** As a host of an earlier version wrote it: whatever was posted. */
function writeTranscript(folder: string): void {
  const author = keyOf(HyperDHT.keyPair().publicKey)
  const lines = HOSTILE.map((text, index) => {
    const post = { id: newId(), text, signedAt: 0, signature: '0'.repeat(128) }
    const name = `old${text.slice(0, 20)}`
    return encodeEvent(index + 1, Date.now(), { type: 'post', author, name, ...post })
  })
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const bytes = b4a.concat(lines.flatMap((line) => [line, b4a.from('\n')]))
  fs.writeFileSync(path.join(folder, '000000000001.ndjson'), bytes)
}

async function createNetwork(t: Assertions): Promise<{ place: TestPlace; node: Node }> {
  const place = await createPlace(t)
  const node = createNode({ bootstrap: place.bootstrap.split(',') })
  t.teardown(() => node.destroy())
  return { place, node }
}

/** A scripted host. */
async function serve(node: Node, onConnection: (connection: Connection) => void): Promise<KeyPair> {
  const keyPair = HyperDHT.keyPair()
  const server = node.createServer((connection) => {
    connection.on('error', () => {})
    connection.on('end', () => connection.end())
    connection.on('data', () => {})
    onConnection(connection)
  })
  await server.listen(keyPair)
  return keyPair
}

async function connect(
  node: Node,
  key: Uint8Array,
  keyPair = HyperDHT.keyPair()
): Promise<Connection> {
  const connection = node.connect(key, { keyPair })
  connection.on('error', () => {})
  await new Promise<void>((resolve) => connection.once('open', resolve))
  return connection
}

/** A scripted peer of our protocol, welcomed. */
async function enter(
  node: Node,
  room: Uint8Array,
  name: string
): Promise<{ peer: RawPeer; keyPair: KeyPair }> {
  const keyPair = HyperDHT.keyPair()
  const peer = new RawPeer(await connect(node, room, keyPair))
  peer.write(openFrame(JSON.stringify({ name, since: null }), ROOM_PROTOCOL))
  await peer.got(1, ROOM_TYPE.welcome)
  return { peer, keyPair }
}
