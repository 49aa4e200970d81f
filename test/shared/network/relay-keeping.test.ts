import NoiseSecretStream from '@hyperswarm/secret-stream'
import test, { type Assertions } from 'brittle'
import { bytesOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { DialStage } from '../../../shared/network/dial-stage.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { RelayConnections } from '../../../shared/network/relay-connections.ts'
import { testKey } from '../../helpers/keys.ts'
import { TestClock } from '../../helpers/test-clock.ts'
import { turn } from '../../helpers/turn.ts'

const RELAY = testKey('ab')

test('a relay that is kept and does not answer is tried ever more rarely, and no more once it is let go', async (t) => {
  const { relays, dials, clock, failures } = place(t)
  const [stop, stopOther] = [relays.keep(RELAY), relays.keep(RELAY)]
  const pauses: number[] = []
  for (let count = 1; count <= 6; count++) {
    await dials.at(-1)?.fail()
    const before = clock.now()
    while (dials.length === count) await clock.pass(1000)
    pauses.push((clock.now() - before) / 1000)
  }
  t.alike(pauses, [5, 10, 20, 40, 60, 60])
  t.is(failures.filter((failure) => failure === 'silent').length, 6)
  stop()
  await dials.at(-1)?.fail()
  await clock.pass(LIMITS.relayRestMs)
  t.is(dials.length, 8, 'somebody else keeps it')
  await dials.at(-1)?.fail()
  stopOther()
  t.is(clock.waiting, 0)
})

test('a relay has so long to answer, longer while a path is opened, and for ever once it has', async (t) => {
  const { relays, dials } = place(t)
  for (const key of [1, 2, 3]) relays.keep(testKey(key))
  const [, punching, open] = dials
  punching?.onStage('punching')
  await open?.open()
  open?.onStage('punching')
  await open?.hear(LIMITS.relayAnswerMs)
  t.alike(dials.slice(0, 3).map(isGone), [true, false, false])
  await open?.hear(LIMITS.relayPunchMs - LIMITS.relayAnswerMs)
  t.alike(dials.slice(0, 3).map(isGone), [true, true, false])
  const other = place(t)
  other.relays.keep(RELAY)
  await other.dials[0]?.open()
  await other.dials[0]?.hear(LIMITS.relayAnswerMs)
  t.absent(isGone(other.dials[0]))
})

test('a relay that was let go, or has opened, has not failed', async (t) => {
  const { relays, dials, failures } = place(t)
  relays.keep(testKey(1))()
  const [given] = dials
  await given?.gone
  relays.keep(testKey(2))
  await dials[1]?.open()
  await dials[1]?.fail()
  t.alike(failures, [])
})

test('there are so many connections to relays, whoever needs them, and each that ends makes room', async (t) => {
  const { relays, dials } = place(t)
  for (let relay = 0; relay <= LIMITS.relayConnections; relay++) relays.keep(testKey(relay))
  t.is(dials.length, LIMITS.relayConnections)
  relays.borrow(bytesOf(RELAY))
  t.ok(isGone(dials.at(-1)))
  await dials.at(-1)?.gone
  await dials[0]?.fail()
  relays.borrow(bytesOf(RELAY))
  t.absent(isGone(dials.at(-1)))
})

test('to a relay that nobody was told nothing is opened', (t) => {
  const { relays, dials } = place(t)
  const refused = bytesOf(RELAY)
  relays.refuse(refused)
  relays.borrow(refused)
  t.ok(isGone(dials.at(-1)))
  relays.borrow(bytesOf(RELAY))
  t.absent(isGone(dials.at(-1)), 'by identity')
})

test('a connection is lent while it is alive and not too many wait there, and goes when nobody needs it', async (t) => {
  const { relays, dials, clock } = place(t)
  const leases = Array.from({ length: LIMITS.relayMeetings / 2 }, () =>
    relays.borrow(bytesOf(RELAY))
  )
  t.is(dials.length, 1)
  const other = relays.borrow(bytesOf(RELAY))
  t.is(dials.length, 2, 'so many wait for others')
  for (const lease of leases.slice(1)) lease.destroy()
  t.absent(isGone(dials[0]))
  await dials[0]?.open()
  await clock.pass(3000)
  other.destroy()
  t.ok(isGone(dials[1]))
  relays.borrow(bytesOf(RELAY))
  t.is(dials.length, 3, 'the first is silent')
  leases[0]?.destroy()
  t.ok(isGone(dials[0]))
})

function isGone(dial: Dial | undefined): boolean {
  return dial?.connection.destroying === true
}

interface Dial {
  connection: Connection
  onStage: (stage: DialStage) => void
  gone: Promise<void>
  open: () => Promise<void>
  fail: () => Promise<void>
  /** For so long something arrives all the time. */
  hear: (ms: number) => Promise<void>
}

function place(t: Assertions): {
  relays: RelayConnections
  dials: Dial[]
  clock: TestClock
  failures: string[]
} {
  const clock = new TestClock()
  const dials: Dial[] = []
  const connect = (_relay: PublicKey, onStage: Dial['onStage']): Connection => {
    const [near, far] = [new NoiseSecretStream(true), new NoiseSecretStream(false)]
    const raw = Object.assign(near.rawStream, { packetsReceived: 0, setKeepalive: () => {} })
    far.on('error', () => {})
    const gone = new Promise<void>((resolve) => near.once('close', () => resolve()))
    const open = async (): Promise<void> => {
      const opened = new Promise<void>((resolve) => near.once('open', () => resolve()))
      raw.pipe(far.rawStream).pipe(raw)
      await opened
      await turn()
    }
    const fail = async (): Promise<void> => {
      near.destroy()
      far.destroy()
      await gone
      await turn()
    }
    const hear = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 250) {
        raw.packetsReceived++
        await clock.pass(250)
      }
    }
    dials.push({ connection: near, onStage, gone, open, fail, hear })
    t.teardown(fail)
    return near
  }
  const relays = new RelayConnections(connect, clock)
  const failures: string[] = []
  relays.watchFailures((_relay, failure) => failures.push(failure))
  t.teardown(() => relays.close())
  return { relays, dials, clock, failures }
}
