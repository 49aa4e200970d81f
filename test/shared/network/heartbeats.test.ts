import test from 'brittle'
import { Heartbeats, markIrreplaceable, silentMs } from '../../../shared/network/heartbeats.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('a peer that falls silent is asked more often, then suspected, then dead', async (t) => {
  const { clock, heartbeats } = place()
  const peer = new FakePeer()
  peer.watch(heartbeats)
  t.is(peer.probedEvery, 1000)
  for (let second = 0; second < 10; second++) {
    peer.rawStream.packetsReceived++
    await clock.pass(1000)
  }
  t.alike(peer.heard, [])
  t.is(peer.probedEvery, 1000, 'answers in time are no reason to ask more')
  await clock.pass(500)
  t.alike([peer.probedEvery, peer.unanswered], [250, 0])
  await clock.pass(500)
  t.is(peer.unanswered, 1)
  await clock.pass(250)
  t.alike(peer.heard, ['suspect'])
  peer.rawStream.packetsReceived++
  await clock.pass(250)
  t.is(peer.probedEvery, 1000)
  await clock.pass(5250)
  t.alike(peer.heard, ['suspect', 'suspect', 'dead'])
  await clock.pass(10_000)
  t.is(peer.heard.length, 3, 'it dies once')
})

test('a connection that nothing can follow has twice as long', async (t) => {
  const { clock, heartbeats } = place()
  const [marked, told] = [new FakePeer(), new FakePeer()]
  marked.watch(heartbeats)
  markIrreplaceable(marked.connection)
  told.watch(heartbeats, false)
  await clock.pass(9750)
  t.alike([marked.heard, told.heard], [['suspect'], ['suspect']])
  await clock.pass(250)
  t.alike(
    [marked.heard, told.heard],
    [
      ['suspect', 'dead'],
      ['suspect', 'dead']
    ]
  )
})

test('whoever does not probe asks only a peer that is silent', async (t) => {
  const { clock, heartbeats } = place({ probes: false })
  const peer = new FakePeer()
  peer.watch(heartbeats)
  t.ok(peer.probedEvery > 60_000)
  await clock.pass(1500)
  t.is(peer.probedEvery, 250)
  peer.rawStream.packetsReceived++
  await clock.pass(250)
  t.ok(peer.probedEvery > 60_000)
})

test('a closed connection, or one no longer watched, is not looked at', async (t) => {
  const { clock, heartbeats } = place()
  const [closed, left] = [new FakePeer(), new FakePeer()]
  closed.watch(heartbeats)
  const stop = left.watch(heartbeats)
  closed.close()
  stop()
  await clock.pass(10_000)
  t.alike([...closed.heard, ...left.heard], [])
})

test('whoever comes when nobody was watched any more is watched', async (t) => {
  const { clock, heartbeats, timeOfDay } = place()
  const [former, peer] = [new FakePeer(), new FakePeer()]
  former.watch(heartbeats)
  former.close()
  await clock.pass(1000)
  t.is(clock.waiting, 0)
  peer.watch(heartbeats)
  for (let second = 0; second < 60; second++) {
    peer.rawStream.packetsReceived++
    await clock.pass(1000)
  }
  t.ok(silentMs(peer.connection, timeOfDay()) <= 1000)
  await clock.pass(2500)
  t.alike(peer.heard, ['suspect'])
})

test('a machine that wakes suspects at once, whatever had arrived before', async (t) => {
  for (const isClockStopped of [false, true]) {
    const { clock, heartbeats, sleep, timeOfDay } = place()
    const peer = new FakePeer()
    peer.watch(heartbeats)
    await clock.pass(1000)
    peer.rawStream.packetsReceived++
    await sleep(60_000, isClockStopped)
    t.alike(peer.heard, ['suspect'], 'at the first look')
    await clock.pass(2500)
    t.alike(peer.heard, ['suspect'], 'and it has a few seconds to answer')
    await clock.pass(500)
    t.alike(peer.heard, ['suspect', 'dead'])
    const ms = silentMs(peer.connection, timeOfDay())
    t.ok(ms >= 63_000 && ms < 65_000, `silent since it slept, ${ms} ms ago`)
  }
})

test('after a short stop, or a change of the network, it has a second to answer', async (t) => {
  for (const change of ['stop', 'network'] as const) {
    const { clock, heartbeats, sleep } = place()
    const [alive, gone] = [new FakePeer(), new FakePeer()]
    alive.watch(heartbeats)
    gone.watch(heartbeats)
    await clock.pass(250)
    if (change === 'stop') await sleep(2000, true)
    else heartbeats.doubt()
    await clock.pass(500)
    t.is(gone.probedEvery, 250)
    alive.rawStream.packetsReceived++
    await clock.pass(750)
    t.alike([alive.heard, gone.heard], [[], ['suspect']], change)
  }
})

class FakePeer {
  close: () => void = () => {}
  probedEvery = 0
  unanswered = 0
  readonly heard: string[] = []
  readonly connection = this as unknown as Connection
  readonly rawStream = {
    packetsReceived: 0,
    setKeepalive: (ms: number) => void (this.probedEvery = ms)
  }

  once(_event: 'close', onClose: () => void): void {
    this.close = onClose
  }

  watch(heartbeats: Heartbeats, isReplaceable = true): () => void {
    return heartbeats.watch(this.connection, {
      isReplaceable: () => isReplaceable,
      onUnanswered: () => void this.unanswered++,
      onSuspect: () => this.heard.push('suspect'),
      onDead: () => this.heard.push('dead')
    })
  }
}

function place({ probes = true } = {}) {
  const clock = new TestClock()
  let aheadMs = 0
  const timeOfDay = (): number => 1_700_000_000_000 + clock.now() + aheadMs
  return {
    clock,
    timeOfDay,
    heartbeats: new Heartbeats({ probes, clock, timeOfDay }),
    /** Until the next look. A clock that stops meanwhile is behind the time of day afterwards. */
    sleep: async (ms: number, isClockStopped: boolean): Promise<void> => {
      if (isClockStopped) aheadMs += ms
      else clock.jump(ms)
      await clock.pass(250)
    }
  }
}
