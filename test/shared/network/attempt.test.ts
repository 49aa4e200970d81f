import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Attempt } from '../../../shared/network/attempt.ts'
import { FIREWALL } from '../../../shared/network/handshake.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const { unknown, consistent, random } = FIREWALL

test('a host of ours that punches to our random NAT without success is believed to have given up', async (t) => {
  const { attempt, clock, hasGivenUp } = place()
  attempt.answered({ firewall: consistent })
  attempt.punching(consistent, random)
  await clock.pass(LIMITS.randomPunchMs - 1)
  t.absent(hasGivenUp())
  await clock.pass(1)
  t.ok(hasGivenUp())
})

test('a plain host goes on for longer, and we ourselves know when we have given up', async (t) => {
  for (const [said, host, own] of [
    [unknown, consistent, random],
    [consistent, consistent, consistent],
    [random, random, consistent]
  ] as const) {
    const { attempt, clock, hasGivenUp } = place()
    attempt.answered({ firewall: said })
    attempt.punching(host, own)
    await clock.pass(LIMITS.randomPunchMs)
    t.absent(hasGivenUp())
    t.is(clock.waiting, 0)
  }
})

test('once there is a path, nobody waits any more', async (t) => {
  const { attempt, clock } = place()
  attempt.answered({ firewall: consistent })
  attempt.punching(consistent, random)
  attempt.end()
  t.is(clock.waiting, 0)
})

interface Place {
  attempt: Attempt
  clock: TestClock
  hasGivenUp: () => boolean
}

function place(): Place {
  const clock = new TestClock()
  let isOver = false
  const node = { randomized: true, hasHeardSince: () => true, watchPings: () => () => {} }
  const attempt = new Attempt({ node, onGivenUp: () => (isOver = true), clock })
  return { attempt, clock, hasGivenUp: () => isOver }
}
