import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { KnownIds, type SignedId } from '../../../shared/room/known-ids.ts'

const ANNA = testKey('a')
const BEN = testKey('b')

test('a new id is reported once and known from then on', (t) => {
  const added: SignedId[] = []
  const known = new KnownIds([{ author: ANNA, id: 'old', signedAt: 1 }], (id) => added.push(id))
  t.is(known.when(ANNA, 'old'), 'before')
  t.is(known.when(ANNA, 'new'), null)
  for (let count = 0; count < 2; count++) known.add({ author: ANNA, id: 'new', signedAt: 2 })
  known.add({ author: ANNA, id: 'unsigned', signedAt: null })
  known.add({ author: ANNA, id: 'old', signedAt: 1 })
  t.is(known.when(ANNA, 'new'), 'now')
  t.is(known.when(ANNA, 'unsigned'), 'now')
  t.is(known.when(ANNA, 'old'), 'now')
  t.is(known.when(BEN, 'new'), null, 'an id is its author’s')
  t.alike(added, [{ author: ANNA, id: 'new', signedAt: 2 }])
})

test('the oldest ids are forgotten', (t) => {
  const known = new KnownIds()
  for (let id = 0; id <= LIMITS.rememberedPosts; id++) {
    known.add({ author: ANNA, id: String(id), signedAt: id })
  }
  t.is(known.when(ANNA, '0'), null)
  t.is(known.when(ANNA, '1'), 'now')
})
