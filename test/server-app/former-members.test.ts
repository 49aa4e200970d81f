import test from 'brittle'
import { FormerMembers } from '../../server-app/former-members.ts'
import { LIMITS } from '../../shared/base/limits.ts'

test('those away the longest are forgotten first', (t) => {
  const former = new FormerMembers()
  former.add('anna', 5)
  for (let count = 0; count < LIMITS.formerMembers - 1; count++) former.add(`guest ${count}`, count)
  former.addOlder(
    new Map([
      ['ben', 2],
      ['anna', 1]
    ])
  )
  t.is(former.take('ben'), null, 'there is no room left')
  t.is(former.take('anna'), 5)
  t.is(former.take('anna'), null, 'it is here')
  former.add('anna', 5)
  former.add('eve', 7)
  t.is(former.take('guest 0'), null)
  t.is(former.take('anna'), 5)
})
