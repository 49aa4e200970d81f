import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { ChatError } from '../../../shared/base/errors.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { Pipe } from '../../../shared/pipe/pipe.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { Source } from '../../../shared/pipe/source.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import {
  batchOf,
  controlFrame,
  dataFrame,
  nestedBatches,
  openFrame,
  openFrameWithId,
  RawPeer,
  TYPE
} from '../../helpers/frames.ts'
import { meetingPlace, type Pair } from '../../helpers/pair.ts'
import { Random } from '../../helpers/random.ts'
import {
  cut,
  FakeInput,
  FakeOutput,
  randomBytes,
  systemError,
  type Taking
} from '../../helpers/streams.ts'

const MIB = 1024 * 1024
const LONG = { timeout: 60_000 }
const CHUNK = 64 * 1024
const FAREWELL_MS = 1000

// Between two pipes of ours

test('both directions are exact, however chunks are cut and streams stall', LONG, async (t) => {
  const meet = await meetingPlace(t)
  for (let seed = 1; seed <= 6; seed++) {
    const random = new Random(seed)
    const sizes = [random.below(3 * MIB), seed === 1 ? 0 : random.below(3 * MIB)]
    const [up, down] = sizes.map((size) => randomBytes(random, size)) as [Uint8Array, Uint8Array]
    const most = random.pick([1000, 5000, CHUNK, MIB])
    const mostStall = (): Random | null => (random.below(3) === 0 ? null : new Random(seed))
    const { host, client } = join(await meet(), {
      host: { chunks: cut(random, down, CHUNK), random: mostStall(), taking: new Random(seed) },
      client: { chunks: cut(random, up, most), random: mostStall(), taking: new Random(-seed) }
    })
    t.alike(await Promise.all([host.outcome, client.outcome]), ['done', 'done'], `seed ${seed}`)
    t.ok(b4a.equals(host.output.bytes, up), `up: ${up.length} bytes in chunks up to ${most}`)
    t.ok(b4a.equals(client.output.bytes, down), `down: ${down.length} bytes`)
    t.alike(countsOf(client.pipe), [up.length, up.length, down.length])
    t.alike(countsOf(host.pipe), [down.length, down.length, up.length])
  }
})

test('the end of one direction leaves the other open', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = join(await meet(), {
    host: { after: 'nothing' },
    client: { chunks: [b4a.from('request')] }
  })
  await host.output.reached(7)
  host.input.finishWith(b4a.from('reply'))
  t.alike(await Promise.all([host.outcome, client.outcome]), ['done', 'done'])
  t.is(b4a.toString(client.output.bytes), 'reply')
})

test('a sender stops at the window when the other end writes nothing', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = join(await meet(), {
    host: { after: 'nothing', taking: 'never' },
    client: { chunks: filled(3 * LIMITS.windowBytes) }
  })
  await host.output.reached(LIMITS.windowBytes)
  await host.pipe.leave()
  t.is(await client.outcome, 'PEER_LEFT')
  t.is(client.pipe.confirmedBytes, 0)
  t.ok(client.pipe.sentBytes >= LIMITS.windowBytes, `${client.pipe.sentBytes} bytes`)
  t.ok(client.pipe.sentBytes <= LIMITS.windowBytes + CHUNK, `${client.pipe.sentBytes} bytes`)
  t.ok(host.output.bytes.length <= LIMITS.windowBytes + CHUNK)
})

const FAILURES = [
  ['EPIPE', 'OUTPUT_CLOSED', 'PEER_OUTPUT_CLOSED'],
  ['ENOSPC', 'OUTPUT_FAILED', 'PEER_OUTPUT_FAILED']
] as const

for (const [cause, own, theirs] of FAILURES) {
  test(`an output that fails with ${cause} is ${own} here and ${theirs} there`, async (t) => {
    const meet = await meetingPlace(t)
    for (const failing of ['host', 'client'] as const) {
      const other = failing === 'host' ? 'client' : 'host'
      const ends = join(await meet(), {
        [failing]: { after: 'nothing', taking: systemError(cause) },
        [other]: { chunks: filled(MIB) }
      })
      t.is(await ends[failing].outcome, own, failing)
      t.is(await ends[other].outcome, theirs, other)
    }
  })
}

test('an input that fails is INPUT_FAILED here and PEER_INPUT_FAILED there', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = join(await meet(), {
    host: { after: 'nothing' },
    client: { chunks: [b4a.from('some')], after: systemError('EIO') }
  })
  t.is(await client.outcome, 'INPUT_FAILED')
  t.is(await host.outcome, 'PEER_INPUT_FAILED')
  t.is(b4a.toString(host.output.bytes), 'some')
})

test('leaving is PEER_LEFT for the other side', async (t) => {
  const meet = await meetingPlace(t)
  for (const leaving of ['host', 'client'] as const) {
    const ends = join(await meet(), { host: { after: 'nothing' }, client: { after: 'nothing' } })
    await Promise.all([ends.host.opened, ends.client.opened])
    await ends[leaving].pipe.leave()
    t.is(await ends[leaving === 'host' ? 'client' : 'host'].outcome, 'PEER_LEFT', leaving)
  }
})

test('a lost connection is LOST, with the byte counts', async (t) => {
  const meet = await meetingPlace(t)
  const pair = await meet()
  const { host, client } = join(pair, {
    host: { chunks: [b4a.from('seven b')], after: 'nothing', taking: 'never' },
    client: { chunks: filled(2 * MIB), after: 'nothing' }
  })
  await Promise.all([host.output.reached(2 * MIB), client.output.reached(7)])
  pair.host.destroy()
  t.is(await client.outcome, 'LOST')
  const message = (await client.error)?.message ?? ''
  t.ok(message.includes(`: 0 of ${2 * MIB} bytes sent are confirmed, 7 received`), message)
  t.is(await host.outcome, 'LOST')
  const own = (await host.error)?.message ?? ''
  t.ok(/ of 7 bytes sent are confirmed, 2097152 received/.test(own), own)
})

test('a connection that is already gone is LOST at once', async (t) => {
  const meet = await meetingPlace(t)
  const { host } = await meet()
  const closed = new Promise<void>((resolve) => host.once('close', resolve))
  host.destroy()
  await closed
  t.is(await new End(host, {}).outcome, 'LOST')
})

test('a side that only sends works with one that only receives', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = join(await meet(), {
    host: { after: 'nothing', hello: { sends: false, receives: true } },
    client: { chunks: [b4a.from('up')], hello: { sends: true, receives: false } }
  })
  t.alike(await Promise.all([host.outcome, client.outcome]), ['done', 'done'])
  t.is(b4a.toString(host.output.bytes), 'up')
})

const SENDS_ONLY = { sends: true, receives: false }
const RECEIVES_ONLY = { sends: false, receives: true }

test('data that nobody takes is an error, unless there is none', async (t) => {
  const meet = await meetingPlace(t)
  const outcomes = async (host: EndOptions): Promise<string[]> => {
    const client = { chunks: [b4a.from('up')], hello: SENDS_ONLY }
    const ends = join(await meet(), { host, client })
    return Promise.all([ends.host.outcome, ends.client.outcome])
  }
  const unwanted = ['INPUT_UNWANTED', 'PEER_INPUT_UNWANTED']
  t.alike(await outcomes({ chunks: [b4a.from('down')] }), unwanted)
  t.alike(await outcomes({ chunks: [b4a.from('down')], after: 'nothing' }), unwanted)
  t.alike(await outcomes({}), ['done', 'done'], 'an empty input')
  t.alike(await outcomes({ after: 'nothing', isTTY: true }), ['done', 'done'], 'a terminal')
  const failing = { after: systemError('EISDIR') }
  t.alike(await outcomes(failing), ['INPUT_FAILED', 'PEER_INPUT_FAILED'])
})

test('an input nobody wants is waited for briefly, then abandoned with a report', async (t) => {
  const meet = await meetingPlace(t)
  const idle = join(await meet(), { host: { after: 'nothing' }, client: { hello: SENDS_ONLY } })
  t.alike(await Promise.all([idle.host.outcome, idle.client.outcome]), ['done', 'done'])
  t.ok(idle.host.hasIgnored)

  const late = join(await meet(), { host: { after: 'nothing' }, client: { hello: SENDS_ONLY } })
  await Promise.all([late.host.opened, late.client.opened])
  late.host.input.finishWith(b4a.from('down'))
  t.is(await late.host.outcome, 'INPUT_UNWANTED')
  t.absent(late.host.hasIgnored)
})

test('two sides that only receive are told so', async (t) => {
  const meet = await meetingPlace(t)
  const hello = RECEIVES_ONLY
  const { host, client } = join(await meet(), { host: { hello }, client: { hello } })
  t.alike(await Promise.all([host.outcome, client.outcome]), ['NOBODY_SENDS', 'NOBODY_SENDS'])
})

test('an untouched terminal ends with the peer, and one typed at does not', async (t) => {
  const meet = await meetingPlace(t)
  const terminal: EndOptions = { after: 'nothing', isTTY: true }
  const untouched = join(await meet(), { host: terminal, client: { chunks: [b4a.from('up')] } })
  t.alike(await Promise.all([untouched.host.outcome, untouched.client.outcome]), ['done', 'done'])
  t.is(b4a.toString(untouched.host.output.bytes), 'up')

  const early = join(await meet(), { host: terminal, client: { hello: RECEIVES_ONLY } })
  await early.client.opened
  early.host.input.finishWith(b4a.from('typed late'))
  t.alike(await Promise.all([early.host.outcome, early.client.outcome]), ['done', 'done'])
  t.is(b4a.toString(early.client.output.bytes), 'typed late', 'a peer that only takes has no end')

  const used = join(await meet(), {
    host: { ...terminal, chunks: [b4a.from('typed')] },
    client: { after: 'nothing' }
  })
  await used.client.output.reached(5)
  used.client.input.finishWith(b4a.from('up'))
  await used.host.output.reached(2)
  used.host.input.finishWith(b4a.from(', and on'))
  t.alike(await Promise.all([used.host.outcome, used.client.outcome]), ['done', 'done'])
  t.is(b4a.toString(used.client.output.bytes), 'typed, and on')
})

test('a finished peer that does not end is not waited for', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = await meet()
  const ours = new End(host, { chunks: [b4a.from('hello')] })
  const peer = new RawPeer(client, { ends: false })
  peer.write(openFrame())
  await peer.got(1, TYPE.end)
  peer.write(controlFrame(TYPE.receipt, '{"bytes":5}'), controlFrame(TYPE.end, '{"bytes":0}'))
  t.is(await ours.outcome, 'done')
})

test('two sides that only send are told so', async (t) => {
  const meet = await meetingPlace(t)
  const hello = { sends: true, receives: false }
  const { host, client } = join(await meet(), { host: { hello }, client: { hello } })
  t.is(await host.outcome, 'PEER_TAKES_NO_DATA')
  t.is(await client.outcome, 'PEER_TAKES_NO_DATA')
})

// With a misbehaving peer

const X = b4a.from('x')
const LEFT = controlFrame(TYPE.break, '{"reason":"left"}')
const end = (json: string): Uint8Array => controlFrame(TYPE.end, json)
const receipt = (json: string): Uint8Array => controlFrame(TYPE.receipt, json)

/** Frames after the open, and their effects. Our side has sent 5 bytes. */
const BAD_FRAMES: [name: string, frames: Uint8Array[], code: string][] = [
  ['an end after fewer bytes than it says', [dataFrame(X), end('{"bytes":2}')], 'PROTOCOL'],
  ['an end after more bytes than it says', [dataFrame(X), end('{"bytes":0}')], 'PROTOCOL'],
  ['a second end', [end('{"bytes":0}'), end('{"bytes":0}')], 'PROTOCOL'],
  ['data after the end', [end('{"bytes":0}'), dataFrame(X)], 'PROTOCOL'],
  ['an end without a count', [end('{}')], 'PROTOCOL'],
  ['an end with a negative count', [end('{"bytes":-1}')], 'PROTOCOL'],
  ['an end with a fraction', [dataFrame(X), end('{"bytes":0.5}')], 'PROTOCOL'],
  ['an end with a text', [end('{"bytes":"0"}')], 'PROTOCOL'],
  ['an end with null', [end('{"bytes":null}')], 'PROTOCOL'],
  ['an end that is no JSON', [end('{"bytes":')], 'PROTOCOL'],
  ['an end that is null', [end('null')], 'PROTOCOL'],
  ['an end that is a list', [end('[0]')], 'PROTOCOL'],
  ['an end that is too long', [end(`{"bytes":0,"x":"${'x'.repeat(20_000)}"}`)], 'PROTOCOL'],
  ['a receipt for more than was sent', [receipt('{"bytes":6}')], 'PROTOCOL'],
  ['a receipt for less than before', [receipt('{"bytes":5}'), receipt('{"bytes":4}')], 'PROTOCOL'],
  ['a receipt with a text', [receipt('{"bytes":"5"}')], 'PROTOCOL'],
  ['a receipt with a huge count', [receipt('{"bytes":1e300}')], 'PROTOCOL'],
  ['a receipt that is no JSON', [receipt('nonsense')], 'PROTOCOL'],
  ['a receipt that is a number', [receipt('5')], 'PROTOCOL'],
  ['a break for an unknown reason', [controlFrame(TYPE.break, '{"reason":"?"}')], 'PEER_PROTOCOL'],
  ['a break without a reason', [controlFrame(TYPE.break, '{}')], 'PEER_PROTOCOL'],
  ['a break that is no JSON', [controlFrame(TYPE.break, '{')], 'PEER_PROTOCOL'],
  ['a control message cut short', [b4a.from([1, TYPE.end, 20, 0x7b])], 'LOST'],
  ['a message without a type', [b4a.from([1])], 'LOST'],
  ['a close of the channel', [b4a.from([0, 3, 1])], 'LOST'],
  ['a refusal of what nobody asked', [b4a.from([0, 2, 9])], 'LOST'],
  ['an empty data message', [dataFrame(b4a.alloc(0))], 'PROTOCOL']
]

/** The same for invalid messages: the connection is reset, and what follows is ignored. */
const MEANINGLESS: [name: string, frame: Uint8Array][] = [
  ['the same channel again', openFrame()],
  ['an open of channel 0', withChannel(openFrame(), 0)],
  ['an open of an unknown channel', withChannel(openFrame('{}', 'hyperdht-chat/file/1'), 2)],
  ['the same protocol on another channel', withChannel(openFrame(), 2)],
  ['the same protocol under an id', openFrameWithId(2)],
  ['a close of an unknown channel', b4a.from([0, 3, 9])],
  ['an unknown control message', b4a.from([0, 4])],
  ['a long unknown control message', b4a.from([0, 0xfd, 1, 1])],
  ['a batch', batchOf(receipt('{"bytes":5}'))],
  ['a message of an unknown type', controlFrame(4, '{}')],
  ['a message on an unknown channel', b4a.from([7, 1, 1])],
  ['a data message that is too long', dataFrame(b4a.alloc(LIMITS.dataBytes + 100))]
]

/** The same for messages that are accepted or ignored: the session ends when the peer leaves. */
const GOOD_FRAMES: [name: string, frames: Uint8Array[]][] = [
  ['a field that nobody knows', [receipt('{"bytes":5,"x":[1]}'), end('{"x":{},"bytes":0}')]],
  ['the same receipt twice', [receipt('{"bytes":5}'), receipt('{"bytes":5}')]]
]

test('an invalid peer ends its own session and no other', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const neighbours = await neighboursOf(meet)
  const cases = [
    ...BAD_FRAMES,
    ...GOOD_FRAMES.map(
      ([name, frames]) => [name, [...frames, LEFT], 'PEER_LEFT'] as [string, Uint8Array[], string]
    )
  ]
  for (const [name, frames, code] of cases) {
    const { ours, peer } = await meetRaw(meet)
    peer.write(...frames)
    t.is(await ours.outcome, code, name)
    if (code === 'PROTOCOL') t.is(b4a.toString(await peer.got(1, TYPE.break)).slice(3), PROTOCOL)
    await peer.closed
  }
  await neighbours.goOn(t)
})

const PROTOCOL = '{"reason":"protocol"}'

test('an invalid message resets the connection, and nothing after it counts', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const neighbours = await neighboursOf(meet)
  for (const [name, frame] of MEANINGLESS) {
    const { ours, peer } = await meetRaw(meet)
    peer.write(frame, dataFrame(X), LEFT)
    t.is(await ours.outcome, 'PROTOCOL', name)
    t.is(ours.pipe.receivedBytes, 0)
    await peer.closed
  }
  await neighbours.goOn(t)
})

test('a peer that sends beyond the window is PROTOCOL', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const neighbours = await neighboursOf(meet)
  const { ours, peer } = await meetRaw(meet, { taking: 'never' })
  const chunk = dataFrame(b4a.alloc(CHUNK))
  for (let sent = 0; sent < LIMITS.windowBytes + 2 * LIMITS.dataBytes; sent += CHUNK) {
    peer.write(chunk)
  }
  t.is(await ours.outcome, 'PROTOCOL')
  t.ok(ours.output.bytes.length <= LIMITS.windowBytes + LIMITS.dataBytes)
  await neighbours.goOn(t)
})

test('a peer that sends data to one that takes none is PROTOCOL', async (t) => {
  const meet = await meetingPlace(t)
  const { ours, peer } = await meetRaw(meet, { hello: { sends: true, receives: false } })
  peer.write(dataFrame(X))
  t.is(await ours.outcome, 'PROTOCOL')
  t.is(ours.output.bytes.length, 0)
})

test('an invalid handshake counts as the default one', async (t) => {
  const meet = await meetingPlace(t)
  for (const hello of ['', '{', 'null', '[]', '{"sends":1}', `"${'x'.repeat(20_000)}"`]) {
    const { ours, peer } = await meetRaw(meet, {}, openFrame(hello))
    peer.write(receipt('{"bytes":5}'), LEFT)
    t.is(await ours.outcome, 'PEER_LEFT', hello.slice(0, 20))
    t.is(ours.pipe.confirmedBytes, 5)
  }
})

test('a peer that refuses the channel does not speak pipe', async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = await meet()
  const ours = new End(host, {})
  const peer = new RawPeer(client)
  const open = await peer.got(0, 1)
  peer.write(b4a.concat([b4a.from([0, 2]), open.subarray(2, 3)]))
  t.is(await ours.outcome, 'NO_PIPE')
})

test('the hand-made frames match those of a real pipe', async (t) => {
  const meet = await meetingPlace(t)
  const { ours, peer } = await meetRaw(meet)
  t.alike(await peer.got(0, 1), openFrame('{"sends":true,"receives":true}'))
  t.alike(await peer.got(1, TYPE.data), dataFrame(b4a.from('hello')))
  peer.write(dataFrame(X), end('{"bytes":1}'))
  t.alike(await peer.got(1, TYPE.receipt), receipt('{"bytes":1}'))
  ours.input.finishWith(X)
  t.alike(await peer.got(1, TYPE.end), end('{"bytes":6}'))
  await ours.pipe.leave()
  t.alike(await peer.got(1, TYPE.break), LEFT)
})

test('a long chunk is cut, so that its first bytes arrive before its last', async (t) => {
  const meet = await meetingPlace(t)
  const { peer } = await meetRaw(meet, { chunks: [b4a.alloc(3 * CHUNK), b4a.from('last')] })
  await peer.gotWith(1, TYPE.data, 'last')
  const data = peer.frames.filter(([session, type]) => session === 1 && type === TYPE.data)
  const lengths = data.map(({ length }) => length - 2)
  t.alike(lengths, [CHUNK, CHUNK, CHUNK, 4])
})

const VALID_FRAMES: [name: string, frame: Uint8Array][] = [
  ['open', openFrame('{"sends":true,"receives":true}')],
  ['data', dataFrame(b4a.from('data'))],
  ['end', end('{"bytes":0}')],
  ['receipt', receipt('{"bytes":3}')],
  ['break', LEFT]
]
const WORKERS = 8
const CORRUPTIONS = 80

for (const [name, frame] of VALID_FRAMES) {
  test(`the ${name} message cut short or garbled harms only its session`, LONG, async (t) => {
    const meet = await meetingPlace(t)
    const neighbours = await neighboursOf(meet)
    const frames = [...truncations(frame), ...corruptions(new Random(frame.length), frame)]
    const outcomes = new Map<string, number>()
    const work = async (): Promise<void> => {
      let session: FuzzedSession | null = null
      for (let next = frames.shift(); next !== undefined; next = frames.shift()) {
        session ??= await FuzzedSession.start(meet, name !== 'open')
        const outcome = await session.suffer(next)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        if (outcome === 'open' && name !== 'open') continue
        session.leave()
        session = null
      }
      session?.leave()
    }
    await Promise.all(Array.from({ length: WORKERS }, work))
    t.absent(outcomes.has('UNEXPECTED') || outcomes.has('done'))
    t.comment([...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', '))
    await neighbours.goOn(t)
  })
}

test('batches nested too deep end the session, not the process', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const neighbours = await neighboursOf(meet)
  const { ours, peer } = await meetRaw(meet)
  peer.write(nestedBatches(20_000), LEFT)
  t.ok(['LOST', 'PROTOCOL', 'PEER_LEFT'].includes(await ours.outcome))
  await neighbours.goOn(t)
})

interface EndOptions {
  chunks?: Uint8Array[]
  after?: 'end' | 'nothing' | Error
  /** Stalls the input. */
  random?: Random | null
  taking?: Taking
  /** The input is a terminal. */
  isTTY?: boolean
  hello?: { sends: boolean; receives: boolean }
}

/** One end of a pipe, with streams of its own. */
class End {
  readonly input: FakeInput
  readonly output: FakeOutput
  readonly pipe: Pipe
  readonly opened: Promise<void>
  hasIgnored = false
  readonly error: Promise<ChatError | null>
  /** 'done', or the code of the error. */
  readonly outcome: Promise<string>

  constructor(connection: Connection, options: EndOptions) {
    const { chunks = [], after = 'end', random = null, isTTY = false, taking, hello } = options
    const input = new FakeInput(chunks, { after, random, isTTY })
    const output = new FakeOutput(taking)
    let onOpen: () => void = () => {}
    this.opened = new Promise<void>((resolve) => {
      onOpen = resolve
    })
    this.input = input
    this.output = output
    this.pipe = new Pipe({
      source: new Source(input),
      sink: new Sink(output),
      hello: hello ?? { sends: true, receives: true },
      farewellMs: FAREWELL_MS,
      onOpen: () => onOpen(),
      onIgnored: () => (this.hasIgnored = true)
    })
    this.pipe.attach(connection)
    this.error = this.pipe.finished.then(() => null, asChatError)
    this.outcome = this.error.then((error) => error?.code ?? 'done')
  }
}

function join(
  { host, client }: Pair,
  options: { host?: EndOptions; client?: EndOptions }
): { host: End; client: End } {
  return {
    host: new End(host, options.host ?? {}),
    client: new End(client, options.client ?? {})
  }
}

type Meet = () => Promise<Pair>

/** Our pipe, which has sent 5 bytes and stays open, and a peer that writes whatever it likes. */
async function meetRaw(
  meet: Meet,
  options: EndOptions = {},
  open = openFrame()
): Promise<{ ours: End; peer: RawPeer }> {
  const { host, client } = await meet()
  const ours = new End(host, { chunks: [b4a.from('hello')], after: 'nothing', ...options })
  const peer = new RawPeer(client)
  peer.write(open)
  await peer.got(1, TYPE.data)
  return { ours, peer }
}

/** Two uninvolved peers that must not be affected. */
async function neighboursOf(meet: Meet): Promise<{ goOn: (t: Assertions) => Promise<void> }> {
  const { host, client } = join(await meet(), {
    host: { chunks: [b4a.from('down')] },
    client: { chunks: [b4a.from('before ')], after: 'nothing' }
  })
  await host.output.reached(7)
  return {
    async goOn(t) {
      client.input.finishWith(b4a.from('and after'))
      const outcomes = await Promise.all([host.outcome, client.outcome])
      t.alike(outcomes, ['done', 'done'], 'the neighbours are done')
      t.is(b4a.toString(host.output.bytes), 'before and after')
    }
  }
}

/** A session that is sent frames until it ends. */
class FuzzedSession {
  readonly #ours: End
  readonly #peer: RawPeer
  readonly #host: Connection
  #sentFrames = 0
  #arrivedFrames = 0
  #isEnding = false
  #onArrival: () => void = () => {}

  private constructor({ host, client }: Pair) {
    this.#host = host
    const endOfHost = host.end.bind(host)
    host.end = () => {
      this.#isEnding = true
      endOfHost()
    }
    this.#ours = new End(host, { chunks: [b4a.from('hello')], after: 'nothing' })
    this.#peer = new RawPeer(client)
    // Heard after Protomux, and so after the pipe.
    host.on('data', () => {
      this.#arrivedFrames++
      this.#onArrival()
    })
  }

  static async start(meet: Meet, isOpened: boolean): Promise<FuzzedSession> {
    const session = new FuzzedSession(await meet())
    if (isOpened) {
      session.#write(openFrame())
      await session.#peer.got(1, TYPE.data)
    }
    return session
  }

  /** Its state after the frame: 'open', or how the pipe ended. */
  async suffer(frame: Uint8Array): Promise<string> {
    this.#write(frame)
    // Of an unknown type and so ignored: once it has arrived, the frame has had its effect.
    this.#write(b4a.from([1, 9]))
    const arrived = new Promise<string>((resolve) => {
      this.#onArrival = () => {
        const isOver = this.#isEnding || this.#host.destroying
        if (this.#arrivedFrames === this.#sentFrames && !isOver) resolve('open')
      }
    })
    return Promise.race([this.#ours.outcome, arrived])
  }

  leave(): void {
    this.#peer.destroy()
  }

  #write(frame: Uint8Array): void {
    this.#sentFrames++
    this.#peer.write(frame)
  }
}

function truncations(frame: Uint8Array): Uint8Array[] {
  return Array.from({ length: frame.length - 1 }, (_, index) => frame.subarray(0, index + 1))
}

function corruptions(random: Random, frame: Uint8Array): Uint8Array[] {
  return Array.from({ length: CORRUPTIONS }, () => {
    const copy = b4a.from(frame)
    const index = random.below(copy.length)
    copy[index] = ((copy[index] ?? 0) + 1 + random.below(255)) % 256
    return copy
  })
}

/** An open frame for another channel. */
function withChannel(frame: Uint8Array, channel: number): Uint8Array {
  const copy = b4a.from(frame)
  copy[2] = channel
  return copy
}

function filled(size: number): Uint8Array[] {
  return Array.from({ length: size / CHUNK }, () => b4a.alloc(CHUNK, 1))
}

function countsOf({ sentBytes, confirmedBytes, receivedBytes }: Pipe): number[] {
  return [sentBytes, confirmedBytes, receivedBytes]
}

function asChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  throw error
}
