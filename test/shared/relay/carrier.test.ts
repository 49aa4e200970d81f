import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { b4a, crypto } from '../../../shared/base/packages.ts'
import { Carrier, type Load } from '../../../shared/relay/carrier.ts'
import { TestClock } from '../../helpers/test-clock.ts'
import { turn } from '../../helpers/turn.ts'
import { pairFrame, unpairFrame } from '../../helpers/relay-frames.ts'
import { meetAt, relayPlace, speakTo } from '../../helpers/relay-place.ts'

test('two peers without a path meet at a relay, which tells how much it carries', async (t) => {
  const loads: Load[] = []
  let onCarried = (): void => {}
  const carried = new Promise<void>((resolve) => (onCarried = resolve))
  const onLoad = (load: Load): void => {
    loads.push(load)
    if (load.pairs === 1 && load.bytesPerSecond > 100_000) onCarried()
  }
  const place = await relayPlace(t, { onLoad })
  const { relay, host, client } = place
  const { atHost, connection } = await meetAt(t, place)
  t.alike(client.pathOf(connection), { kind: 'relayed', relay })
  t.is(client.relays.carrierOf(connection), relay)
  t.is(host.relays.carrierOf(atHost), relay)
  const received = new Promise<number>((resolve) => {
    let bytes = 0
    atHost.on('data', (chunk) => {
      bytes += chunk.length
      if (bytes === 200_000) resolve(bytes)
    })
  })
  connection.write(new Uint8Array(200_000))
  t.is(await received, 200_000)
  await carried
  t.ok(loads.length > 0)
})

test('a relay tells how much it carries as long as it does, and once when that ends', async (t) => {
  const clock = new TestClock()
  const loads: number[] = []
  const onLoad = ({ pairs }: Load): void => void loads.push(pairs)
  const { relay, client } = await relayPlace(t, { clock, onLoad })
  // It meets itself, and stays when that is over.
  const peer = await speakTo(t, client, relay)
  const token = crypto.randomBytes(32)
  peer.write(pairFrame(true, token), pairFrame(false, token))
  await peer.got(1, 0)
  await clock.pass(2000)
  t.alike(loads, [1, 1])
  peer.write(unpairFrame(token))
  while (loads.at(-1) !== 0) {
    await turn()
    await clock.pass(1000)
  }
  await clock.pass(3000)
  t.is(loads.filter((pairs) => pairs === 0).length, 1)
})

test('a peer that uses more than the limit loses its relay', async (t) => {
  const place = await relayPlace(t, { bytesPerSecond: 1000 })
  const { connection, atHost } = await meetAt(t, place)
  atHost.on('data', () => {})
  const closed = new Promise<void>((resolve) => connection.once('close', resolve))
  connection.write(new Uint8Array(200_000))
  await closed
  t.pass()
})

test('a relay that is full carries nobody else', async (t) => {
  let onLoad = (_load: Load): void => {}
  const options = { mostPairs: 1, onLoad: (load: Load) => onLoad(load) }
  const place = await relayPlace(t, options)
  const { again } = await meetAt(t, place)
  const second = again(place.other)
  let hasHeard = false
  second.on('data', () => (hasHeard = true))
  await second.opened
  for (let look = 0; look < 2; look++) {
    const pairs = await new Promise<number>((resolve) => (onLoad = (load) => resolve(load.pairs)))
    t.is(pairs, 1)
  }
  t.absent(hasHeard)
})

test('a relay that is to end waits for those it carries to go, but not for ever', async (t) => {
  const carriers: Carrier[] = []
  const place = await relayPlace(t, {}, (node) => {
    const created = new Carrier({ node, bytesPerSecond: Infinity })
    carriers.push(created)
    return created
  })
  const [carrier] = carriers
  if (!carrier) return t.fail('no relay')
  await carrier.emptied(Infinity)
  const { connection } = await meetAt(t, place)
  await carrier.emptied(1)
  const emptied = carrier.emptied(Infinity)
  connection.destroy()
  await emptied
  t.pass()
})

test('a pair that nothing comes from is not carried any more, and nobody waits for it to go', async (t) => {
  const clock = new TestClock()
  const loads: number[] = []
  const carriers: Carrier[] = []
  const onLoad = ({ pairs }: Load): void => void loads.push(pairs)
  const { relay, client } = await relayPlace(t, {}, (node) => {
    const carrier = new Carrier({ node, bytesPerSecond: Infinity, clock, onLoad })
    carriers.push(carrier)
    return carrier
  })
  const peer = await speakTo(t, client, relay)
  const token = crypto.randomBytes(32)
  peer.write(pairFrame(true, token), pairFrame(false, token))
  await peer.got(1, 0)
  await clock.pass(LIMITS.relayQuietMs - 1)
  t.is(loads.at(-1), 1)
  await clock.pass(1)
  t.is(loads.at(-1), 0)
  await carriers[0]?.emptied(Infinity)
})

test('only so many stay at a relay when they have met somebody', async (t) => {
  const { relay, client } = await relayPlace(t, {})
  const token = (): Uint8Array => crypto.randomBytes(32)
  const first = await speakTo(t, client, relay)
  for (let count = 0; count <= LIMITS.relayIdle; count++) {
    const peer = count === 0 ? first : await speakTo(t, client, relay)
    const own = token()
    peer.write(pairFrame(true, own), pairFrame(false, own), unpairFrame(own))
  }
  await first.closed
  t.pass()
})

test('peers that use a token twice, and go, leave no pair behind', async (t) => {
  let onLoad = (_load: Load): void => {}
  const { relay, client } = await relayPlace(t, { onLoad: (load) => onLoad(load) })
  const [stays, one, other] = await Promise.all([1, 2, 3].map(() => speakTo(t, client, relay)))
  if (!stays || !one || !other) return t.fail('nobody')
  const carries = (pairs: number): Promise<void> =>
    new Promise((resolve) => {
      onLoad = (load) => {
        if (load.pairs === pairs) resolve()
      }
    })
  const token = b4a.alloc(32, 1)
  for (const count of [1, 2]) {
    const isPaired = carries(count)
    one.write(pairFrame(true, token))
    other.write(pairFrame(false, token))
    await isPaired
  }
  // Somebody stays, so that the relay goes on telling.
  stays.write(pairFrame(true, b4a.alloc(32, 2)), pairFrame(false, b4a.alloc(32, 2)))
  await carries(3)
  one.destroy()
  await carries(1)
  t.pass()
})

test('whoever learns the token of a pair can neither join nor end it', async (t) => {
  let onLoad = (_load: Load): void => {}
  const { relay, client } = await relayPlace(t, { onLoad: (load) => onLoad(load) })
  const [one, other, third] = await Promise.all([1, 2, 3].map(() => speakTo(t, client, relay)))
  if (!one || !other || !third) return t.fail('nobody')
  const token = crypto.randomBytes(32)
  one.write(pairFrame(true, token))
  other.write(pairFrame(false, token))
  await Promise.all([one.got(1, 0), other.got(1, 0)])
  const own = crypto.randomBytes(32)
  third.write(pairFrame(false, token), unpairFrame(token))
  // Answered after all that.
  third.write(pairFrame(true, own), pairFrame(false, own))
  const answer = await third.got(1, 0)
  t.ok(b4a.includes(answer, own), 'the first answer is to what it asked for itself')
  t.is(await new Promise((resolve) => (onLoad = ({ pairs }) => resolve(pairs))), 2)
})

test('a peer that asks for too many meetings is let go', async (t) => {
  const { relay, client } = await relayPlace(t)
  const [modest, greedy] = await Promise.all([1, 2].map(() => speakTo(t, client, relay)))
  const ask = (peer: typeof modest, times: number): void => {
    for (let count = 0; count < times; count++) peer?.write(pairFrame(true, crypto.randomBytes(32)))
  }
  ask(modest, LIMITS.relayMeetings)
  ask(greedy, LIMITS.relayMeetings + 1)
  await greedy?.closed
  const token = crypto.randomBytes(32)
  modest?.write(pairFrame(true, token), pairFrame(false, token))
  t.ok(await modest?.got(1, 0))
})
