import test from 'brittle'
import { FormerMembers } from '../../../server-app/room/former-members.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const ANNA = testKey('a')
const BEN = testKey('b')
const EVE = testKey('e')

test('those away the longest are forgotten first', (t) => {
  const former = new FormerMembers()
  former.add(ANNA, 5)
  for (let count = 0; count < LIMITS.formerMembers - 1; count++) former.add(testKey(count), count)
  former.addOlder(
    new Map([
      [BEN, 2],
      [ANNA, 1]
    ]),
    0
  )
  t.is(former.take(BEN), null, 'there is no room left')
  t.is(former.take(ANNA), 5)
  t.is(former.take(ANNA), null, 'it is here')
  former.add(ANNA, 5)
  former.add(EVE, 7)
  t.is(former.take(testKey(0)), null)
  t.is(former.take(ANNA), 5)
})
