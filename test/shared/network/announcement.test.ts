import test from 'brittle'
import type { Reply, Server } from 'hyperdht'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Announcement } from '../../../shared/network/announcement.ts'
import type { PingWatcher } from '../../../shared/network/ping-watcher.ts'
import { TestClock } from '../../helpers/test-clock.ts'

/** A server that counts how often it is to announce itself, and a network that changes when it is told to. */
function setUp() {
  const clock = new TestClock()
  const calls = { refresh: 0, resume: 0 }
  const announcer = {
    relays: ['44.128.1.7', '44.128.1.8', '44.128.1.9'].map((host) => ({
      relayAddress: { host, port: 1 },
      peerAddress: { host: '44.1.2.3', port: 2 }
    })),
    _updating: null as Promise<void> | null,
    _sleeper: { resume: () => void calls.resume++ }
  }
  const server = { _announcer: announcer, refresh: () => void calls.refresh++ } as unknown as Server
  let change = (): void => {}
  const network = { isUp: true }
  let answered = (_reply: Reply): void => {}
  const node = {
    ping: () => (network.isUp ? Promise.resolve(REPLY) : Promise.reject(new Error('timeout'))),
    watchNetwork: (onChange: () => void) => {
      change = onChange
      return () => (change = () => {})
    },
    watchPings: ({ onAnswered = () => {} }: PingWatcher) => {
      answered = onAnswered
      return () => (answered = () => {})
    }
  }
  const announcement = new Announcement({ server, node, clock })
  /** One of those who took the announcement sees us at this port. */
  const see = (last: number, port: number): void => {
    answered({ from: { host: `44.128.1.${last}`, port: 1 }, to: { host: '44.1.2.3', port } })
  }
  return { announcement, announcer, calls, clock, network, change: () => change(), see }
}

const REPLY = { from: { host: '44.128.1.9', port: 1 }, to: { host: '44.1.2.3', port: 2 } }

test('a change is announced at once, waking the announcer', (t) => {
  const { calls, change } = setUp()
  change()
  t.alike(calls, { refresh: 1, resume: 1 })
  change()
  t.alike(calls, { refresh: 2, resume: 2 })
})

test('a change during an announcement is announced after it', async (t) => {
  const { announcer, calls, change, clock } = setUp()
  announcer._updating = Promise.resolve()
  change()
  change()
  await clock.pass(5000)
  t.is(calls.refresh, 0)
  announcer._updating = null
  await clock.pass(250)
  t.alike(calls, { refresh: 1, resume: 1 })
})

test('it asks at once whether our address has changed, but not all the time', async (t) => {
  const { announcement, calls, clock } = setUp()
  announcement.look()
  announcement.look()
  t.alike(calls, { refresh: 0, resume: 1 })
  await clock.pass(1000)
  announcement.look()
  t.alike(calls, { refresh: 0, resume: 2 })
})

test('endless changes are announced now and then, and the last one always is', async (t) => {
  const { calls, change, clock } = setUp()
  for (let second = 0; second < 600; second++) {
    change()
    await clock.pass(1000)
  }
  const { burst, perSecond } = LIMITS.announcements
  t.ok(calls.refresh <= burst + 600 * perSecond + 1, `${calls.refresh}`)
  t.ok(calls.refresh > burst)
  const before = calls.refresh
  change()
  await clock.pass(60_000)
  t.is(calls.refresh, before + 1)
})

test('nothing is announced after closing', async (t) => {
  const { announcement, announcer, calls, change, clock } = setUp()
  announcer._updating = Promise.resolve()
  change()
  announcement.close()
  announcer._updating = null
  await clock.pass(60_000)
  change()
  t.is(calls.refresh, 0)
})

test('what is announced nowhere is announced as soon as the network is back', async (t) => {
  const { announcer, calls, clock, network } = setUp()
  await clock.pass(10_000)
  t.is(calls.refresh, 0)
  network.isUp = false
  announcer.relays = []
  await clock.pass(60_000)
  t.is(calls.refresh, 0)
  network.isUp = true
  await clock.pass(1000)
  await new Promise((resolve) => setTimeout(resolve, 0))
  t.alike(calls, { refresh: 1, resume: 1 })
})

test('it is announced anew once most of those who took it see us at another port', (t) => {
  const { announcement, calls, see } = setUp()
  for (let round = 0; round < 3; round++) for (const last of [7, 8, 9]) see(last, 2)
  see(5, 3)
  see(6, 3)
  t.is(calls.refresh, 0, 'others are no matter')
  for (let round = 0; round < 3; round++) see(7, 3)
  t.is(calls.refresh, 0, 'one may lie')
  see(7, 2)
  see(8, 3)
  t.is(calls.refresh, 0, 'and takes it back')
  see(9, 4)
  t.is(calls.refresh, 1)
  see(7, 3)
  t.is(calls.refresh, 1, 'what was said before counts no more')
  announcement.close()
  see(8, 3)
  see(9, 3)
  t.is(calls.refresh, 1)
})
