import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { codeOf } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { AllPeers } from '../../../shared/network/all-peers.ts'
import { guard, ignorePeer } from '../../../shared/network/guard.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TRAFFIC, type Traffic } from '../../../shared/network/traffic.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { meetingPlace } from '../../helpers/pair.ts'
import { turn } from '../../helpers/turn.ts'

const FREE = TRAFFIC.plainPipe
const LONG = { timeout: 60_000 }

test('a frame that is too long resets the connection before it has arrived', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = await meet()
  const heard = read(host)
  guard(host, { ...FREE, frameBytes: 1000 })
  client.write(b4a.alloc(1000))
  await until(host, () => heard.length === 1)
  client.write(b4a.alloc(LIMITS.wireFrameBytes - 100))
  t.is(await failureOf(host), 'PROTOCOL')
  t.alike(heard, [1000])
  t.ok(host.rawStream.bytesReceived < 1_000_000, `${host.rawStream.bytesReceived} bytes came`)
})

test('a frame that is too long is not delivered even if it arrives in one piece', async (t) => {
  const { host, client } = await openPair(t)
  const heard = read(host)
  guard(host, { ...FREE, frameBytes: 1000 })
  client.write(b4a.alloc(1000))
  await until(host, () => heard.length === 1)
  for (const length of [1001, 7]) client.write(b4a.alloc(length))
  t.is(await failureOf(host), 'PROTOCOL')
  t.alike(heard, [1000])
})

for (const length of [1000, 0]) {
  test(`who sends too many frames of ${length} is made to wait, and loses nothing`, async (t) => {
    const { host, client } = await openPair(t)
    const heard = read(host)
    const frames = { perSecond: 100, burst: 10 }
    guard(host, { ...FREE, frames }, () => t.fail('no flood'))
    const startedAt = monotonicMs()
    for (let count = 0; count < 30; count++) client.write(b4a.alloc(length))
    client.write('end')
    await until(host, () => heard.at(-1) === 3)
    t.ok(monotonicMs() - startedAt >= 100, `${monotonicMs() - startedAt} ms`)
    t.is(heard.length, 31)
  })
}

for (const [what, frame, limit] of [
  ['frames', b4a.alloc(1), { frames: { perSecond: 10, burst: 10 } }],
  ['bytes', b4a.alloc(50_000), { bytes: { perSecond: 1000, burst: 1000 } }],
  ['work', b4a.alloc(1000), { busyMs: { perSecond: 0.001, burst: 0 } }]
] as const) {
  test(`who goes on sending too many ${what} is said to flood, once`, LONG, async (t) => {
    const meet = await meetingPlace(t)
    const { host, client } = await meet()
    let heard = 0
    host.on('data', () => heard++)
    let floods = 0
    const flooded = new Promise<void>((resolve) => {
      guard(host, { ...FREE, ...limit }, () => {
        floods++
        resolve()
      })
    })
    const pump = (): void => {
      for (let count = 0; count < 100 && client.write(b4a.from(frame)); count++);
    }
    pump()
    const pumping = setInterval(pump, 1)
    t.teardown(() => clearInterval(pumping))
    await flooded
    t.ok(heard < 5000, `${heard} of them heard`)
    const heardBefore = heard
    // Whatever still arrives is ignored, and eventually too much.
    t.is(await failureOf(host), 'FLOODED')
    t.is(heard, heardBefore)
    t.is(floods, 1)
  })
}

test('of an ignored peer only the end is delivered', async (t) => {
  const { host, client } = await openPair(t)
  const heard = read(host)
  guard(host, FREE)
  host.once('data', () => ignorePeer(host))
  for (const length of [1, 2, 3]) client.write(b4a.alloc(length))
  client.end()
  await new Promise<void>((resolve) => host.once('end', resolve))
  t.alike(heard, [1])
})

test('a connection is held until its last holder releases it', async (t) => {
  const { host, client } = await openPair(t)
  const heard = read(host)
  const guarded = guard(host, FREE)
  const [first, second] = [guarded.hold(), guarded.hold()]
  first()
  first()
  client.write(b4a.alloc(7))
  while (waitingBytes(host) === 0 && heard.length === 0) await turn()
  t.alike(heard, [])
  second()
  await until(host, () => heard.length === 1)
})

test('a peer that does not read what it is sent is disconnected', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const { host } = await meet()
  guard(host, { ...FREE, unsentBytes: 300_000 })
  const failure = failureOf(host)
  let sent = 0
  for (; !host.destroying && sent < 100; sent++) host.write(b4a.alloc(10_000))
  t.is(await failure, 'LOST')
  t.is(sent, 30)
})

test('what the peer has received no longer counts', LONG, async (t) => {
  const meet = await meetingPlace(t)
  const { host, client } = await meet()
  guard(host, { ...FREE, unsentBytes: 500_000 })
  const heard = read(client)
  for (let count = 1; count <= 100; count++) {
    host.write(b4a.alloc(10_000))
    if (count % 20 !== 0) continue
    await until(client, () => heard.length === count)
    await host.flush()
  }
  t.absent(host.destroying)
})

test('a connection is held to the limits of its current kind', async (t) => {
  const { host, client } = await openPair(t)
  const heard = read(host)
  guard(host, { ...FREE, frameBytes: 10 })
  guard(host, { ...FREE, frameBytes: 1000 } satisfies Traffic)
  client.write(b4a.alloc(1000))
  await until(host, () => heard.length === 1)
  t.alike(heard, [1000])
})

test('while all peers take too much together, those who take more than most wait', async (t) => {
  const all = new AllPeers()
  const [anna, eve] = await Promise.all([openPair(t), openPair(t)])
  const heard = read(anna.host)
  const heardOfEve = read(eve.host)
  const guarded = [anna, eve].map(({ host }) => guard(host, FREE))
  for (const one of guarded) one.shareWith(all)
  guarded[1]?.charge(LIMITS.membersBusyMs.burst + 100_000)
  t.is(all.paused, 1)
  eve.client.write('hello')
  anna.client.write('hello')
  await until(anna.host, () => heard.length === 1)
  await turn()
  t.is(heardOfEve.length, 0)
  eve.host.destroy()
  await eve.closed
  t.is(all.paused, 0)
})

test('of paused peers that together hold too much, those with more than an average share go', (t) => {
  const all = new AllPeers()
  const { heldBytes, allHeldBytes, leastHeldBytes } = LIMITS
  const may = (paused: number, held: number): number =>
    Object.assign(all, { paused, held }).heldBytes
  t.is(may(50, allHeldBytes), heldBytes, 'while there is room, each may have as much as one alone')
  t.is(may(10, 2 * allHeldBytes), (2 * allHeldBytes) / 10)
  t.is(may(1000, 2 * allHeldBytes), leastHeldBytes)
})

test('what is held from all paused peers is counted, and forgotten when one is over', async (t) => {
  const all = new AllPeers()
  const pair = await openPair(t)
  const guarded = guard(pair.host, FREE)
  guarded.shareWith(all)
  const hold = async (): Promise<() => void> => {
    const release = guarded.hold()
    pair.client.write(b4a.alloc(100_000))
    while (all.held < 100_000) await turn()
    return release
  }
  const release = await hold()
  release()
  t.is(all.held, 0)
  await hold()
  pair.host.destroy()
  await pair.closed
  t.is(all.held, 0)
})

test(
  'who floods is told, and cut off at once while all together hold too much',
  LONG,
  async (t) => {
    const all = new AllPeers()
    const { host, client } = await openPair(t)
    let floods = 0
    const guarded = guard(host, FREE, () => floods++)
    guarded.shareWith(all)
    guarded.hold()
    // What a hundred others hold.
    all.paused += 100
    all.held += 2 * LIMITS.allHeldBytes
    client.write(b4a.alloc(LIMITS.heldBytes / 2))
    t.is(await failureOf(host), 'FLOODED')
    t.is(floods, 1)
  }
)

async function openPair(
  t: Assertions
): Promise<{ host: Connection; client: Connection; closed: Promise<void> }> {
  const pair = connectionPair(t)
  await Promise.all([pair.host.opened, pair.client.opened])
  const closed = new Promise<void>((resolve) => pair.host.once('close', resolve))
  return { ...pair, closed }
}

/** Bytes received and not yet read. */
function waitingBytes({ _rawStream }: Connection): number {
  return _rawStream?._readableState?.buffered ?? 0
}

/** The lengths of the chunks it receives from now on. */
function read(connection: Connection): number[] {
  const lengths: number[] = []
  connection.on('data', (chunk) => lengths.push(chunk.length))
  return lengths
}

function until(connection: Connection, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isSo()) resolve()
    }
    connection.on('data', look)
    look()
  })
}

function failureOf(connection: Connection): Promise<string> {
  return new Promise((resolve) => connection.once('error', (error) => resolve(codeOf(error))))
}
