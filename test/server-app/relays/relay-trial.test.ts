import test from 'brittle'
import { RelayTrials } from '../../../server-app/relays/relay-trials.ts'
import { StandBys, type Offer } from '../../../server-app/relays/stand-bys.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { testKey } from '../../helpers/keys.ts'
import { crowd, FakeChannel, join, offer, relaysOf, sent } from '../../helpers/relaying-members.ts'
import { TestClock } from '../../helpers/test-clock.ts'

interface FakeOffer extends Offer {
  channel: FakeChannel
}

const [EVE, ANNA, BEN] = [testKey('e'), testKey('a'), testKey('b')]

test('a newcomer that does not come counts once, when its time is over', (t) => {
  const trials = new RelayTrials()
  trials.begin(EVE, ANNA, 0)
  trials.lookForLost(LIMITS.relayArrivalMs - 1)
  t.is(trials.failuresOf(ANNA), 0)
  for (const late of [0, 1000]) trials.lookForLost(LIMITS.relayArrivalMs + late)
  t.is(trials.failuresOf(ANNA), 1)
})

test('whoever comes again is sent first where it was not, or longest ago', (t) => {
  const trials = new RelayTrials()
  for (const member of [ANNA, BEN, ANNA]) trials.begin(EVE, member, 0)
  t.is(trials.rankFor(EVE, testKey('c')), -1)
  t.ok(trials.rankFor(EVE, ANNA) > trials.rankFor(EVE, BEN))
  trials.succeed(EVE)
  t.is(trials.rankFor(EVE, BEN), -1)
  t.is(trials.rankFor(EVE, ANNA), 0, 'which may be gone')
  for (let member = 0; member < LIMITS.triedRelays; member++) trials.begin(EVE, testKey(member), 0)
  t.is(trials.rankFor(EVE, ANNA), -1, 'of too long ago')
})

test('a member is told of relays of others, each vouched for once, and keeps those it knows', (t) => {
  const standBys = new StandBys()
  const offerOf = (owner: PublicKey, index: number): FakeOffer => {
    return { channel: new FakeChannel(), owner, key: testKey(index) }
  }
  const [own, first] = [offerOf(ANNA, 0), offerOf(BEN, 1)]
  const [second, third] = [offerOf(EVE, 2), offerOf(testKey('c'), 3)]
  const channel = new FakeChannel()
  const place = { channel, owner: ANNA, carrier: () => testKey('f') }
  standBys.add(place)
  standBys.settle([own, first])
  t.is(channel.standBys, '0', 'not its own')
  t.ok(standBys.isTold(ANNA, first.key))
  t.absent(standBys.isTold(BEN, first.key))
  standBys.settle([second, first])
  standBys.settle([third, second, first])
  t.is(channel.heard.length, 2, 'nothing is new for it')
  t.alike(
    [first, second, third].map((each) => each.channel.vouchedFor.length),
    [1, 1, 0]
  )
})

test('a relay that carries nobody is no stand-by, even if it is offered again', async (t) => {
  const { relays, clock, members } = crowd(2)
  const [bad] = members
  if (!bad) return t.fail('nobody')
  offer(bad, 'a')
  for (const newcomer of '789') {
    sent(relays, newcomer)
    await clock.pass(LIMITS.relayArrivalMs)
    relays.lookAround()
  }
  offer(bad, 'a')
  t.is(join(relays, testKey('5'), testKey('f')).channel.standBys, null)
})

test('who has never failed to answer is asked before those who have', async (t) => {
  const clock = new TestClock()
  const relays = relaysOf({ clock })
  for (let count = 0; count < LIMITS.roomRelays; count++) join(relays, testKey(count))
  await clock.pass(LIMITS.relayAnswerMs)
  relays.lookAround()
  await clock.pass(LIMITS.relayAskAgainMs)
  t.ok(join(relays, testKey('9')).channel.isAsked)
})
