import test from 'brittle'
import HyperDHT from 'hyperdht'
import { Access } from '../../../server-app/access/access.ts'
import { Guests } from '../../../server-app/invites/guests.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { testKey } from '../../helpers/keys.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('all invites of a room count together, and end with it', async (t) => {
  const said: Output[] = []
  let open = 0
  const guests = new Guests({
    keyPair: HyperDHT.keyPair(),
    roomKey: testKey('ab'),
    access: new Access({ folder: null, isPrivate: true }),
    bootstrap: [],
    say: (output) => said.push(output),
    derive: async () => HyperDHT.keyPair(),
    clock: new TestClock(),
    listenOn: () => {
      open++
      return {
        ready: () => Promise.resolve(),
        serve: () => {},
        close: async () => void open--
      }
    }
  })
  for (let count = 0; count < LIMITS.invites; count++) t.ok((await guests.invite()).words)
  t.is((await guests.invite()).words, null)
  t.is(said.length, 1, 'which is told')
  t.is(open, LIMITS.invites)
  await guests.close()
  t.is(open, 0)
})
