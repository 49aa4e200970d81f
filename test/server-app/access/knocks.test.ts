import test from 'brittle'
import { Access } from '../../../server-app/access/access.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'

test('a knock is answered by allowing or denying it, whoever knocks, and later ones are news', (t) => {
  const access = new Access({ folder: null, isPrivate: true })
  const knocks: PublicKey[] = []
  access.hearKnocks({ onKnock: (key) => knocks.push(key), onCount: () => {} })
  access.isKnown = () => true
  const [anna, ben] = [testKey('ab'), testKey('cd')]
  for (const key of [anna, ben]) access.denies(key)
  access.deny(anna)
  access.allow(ben, 'ben')
  t.alike(access.knocking(), [])
  access.allow(anna, 'anna')
  access.ban(anna, 'anna')
  access.unban(anna)
  access.denies(anna)
  t.alike(knocks, [anna, ben, anna], 'who was allowed since is no longer denied')
})
