import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { RelayList } from '../../../shared/relay/relay-list.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const ONE = testKey('1')
const TWO = testKey('2')
const THREE = testKey('3')

test('the first relay is used as long as it answers', (t) => {
  const list = new RelayList([ONE, TWO], new TestClock())
  t.is(list.next(), ONE)
  t.is(list.next(), ONE)
  t.absent(list.isEmpty)
  t.ok(new RelayList([]).isEmpty)
  t.is(new RelayList([]).next(), null)
})

test('one that does not answer is skipped for a while', async (t) => {
  const clock = new TestClock()
  const list = new RelayList([ONE, TWO, THREE], clock)
  list.fail(ONE)
  t.is(list.next(), TWO)
  list.fail(THREE)
  t.is(list.next(), TWO)
  await clock.pass(LIMITS.relayRestMs + 1)
  t.is(list.next(), ONE)
})

test('when none answers, the one that failed first comes first again', async (t) => {
  const clock = new TestClock()
  const list = new RelayList([ONE, TWO], clock)
  list.fail(TWO)
  await clock.pass(10)
  list.fail(ONE)
  t.is(list.next(), TWO)
  list.fail(testKey('9'))
  t.is(list.next(), TWO, "others' relays are no matter here")
})
