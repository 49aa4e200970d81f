import test from 'brittle'
import { leave, mayLeave } from '../../client-app/leaving.ts'
import type { LinkState } from '../../client-app/link/link-state.ts'
import { Deferred } from '../../shared/base/deferred.ts'
import { turn } from '../helpers/turn.ts'

test('the link ends once those who are relayed had time to move', async (t) => {
  const calls: string[] = []
  const moved = new Deferred()
  const left = leave({
    relay: { close: () => moved.promise },
    link: { close: async () => void calls.push('link') }
  })
  await turn()
  t.alike(calls, [])
  moved.resolve()
  await left
  t.alike(calls, ['link'])
})

test('a user who leaves waits for nobody who is not there, a script for all it has said', async (t) => {
  for (const isPatient of [false, true]) {
    const emptied = new Deferred()
    const member = { isIn: true, emptied: () => emptied.promise }
    let onChange: (state: LinkState) => void = () => {}
    const link = {
      on: (_event: string, listener: unknown) => (onChange = listener as typeof onChange)
    }
    let hasLeft = false
    void mayLeave(Promise.resolve(), { member, link, isPatient }).then(() => (hasLeft = true))
    await turn()
    t.absent(hasLeft, 'something is pending')
    member.isIn = false
    onChange({ is: 'looking-up' })
    await turn()
    t.is(hasLeft, !isPatient)
    emptied.resolve()
    await turn()
    t.ok(hasLeft)
  }
})
