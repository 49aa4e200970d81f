import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { KnownIds, type SignedId } from '../../../shared/room/known-ids.ts'

test('a new id is reported once and known from then on', (t) => {
  const added: SignedId[] = []
  const known = new KnownIds([{ author: 'anna', id: 'old', signedAt: 1 }], (id) => added.push(id))
  t.is(known.when('anna', 'old'), 'before')
  t.is(known.when('anna', 'new'), null)
  for (let count = 0; count < 2; count++) known.add({ author: 'anna', id: 'new', signedAt: 2 })
  known.add({ author: 'anna', id: 'unsigned', signedAt: null })
  known.add({ author: 'anna', id: 'old', signedAt: 1 })
  t.is(known.when('anna', 'new'), 'now')
  t.is(known.when('anna', 'unsigned'), 'now')
  t.is(known.when('anna', 'old'), 'now')
  t.is(known.when('ben', 'new'), null, 'an id is its author’s')
  t.alike(added, [{ author: 'anna', id: 'new', signedAt: 2 }])
})

test('the oldest ids are forgotten', (t) => {
  const known = new KnownIds()
  for (let id = 0; id <= LIMITS.rememberedPosts; id++) {
    known.add({ author: 'anna', id: String(id), signedAt: id })
  }
  t.is(known.when('anna', '0'), null)
  t.is(known.when('anna', '1'), 'now')
})
