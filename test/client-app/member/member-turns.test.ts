import test, { type Assertions } from 'brittle'
import type { Member } from '../../../client-app/member/member.ts'
import type { MemberOptions } from '../../../client-app/member/member-options.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { KnownIds } from '../../../shared/room/known-ids.ts'
import { ScriptedHost } from '../../helpers/scripted-host.ts'
import { testMember } from '../../helpers/test-member.ts'
import { turn } from '../../helpers/turn.ts'

test('what a host still says over a connection before it turned out to be plain is not heard', async (t) => {
  const { member, host, said } = await meet(t)
  member.attachPlain(() => Promise.resolve())
  host.postOfBen(1, 'too late')
  await host.breakOff()
  t.absent(JSON.stringify(said).includes('too late'))
})

test('a line that was given up is not shown when it gets through after all', async (t) => {
  const { member, said } = await meet(t)
  let write = (): void => {}
  member.attachPlain(() => new Promise<void>((resolve) => (write = resolve)))
  void member.post('perhaps')
  const arrive = write
  member.attachPlain(() => Promise.resolve())
  arrive()
  await turn()
  t.alike(
    said.filter(({ event }) => event === 'line' || event === 'problem').map(({ event }) => event),
    ['problem']
  )
})

test('a name that is chosen is kept, and asked for', async (t) => {
  const names: string[] = []
  const { member, host } = await meet(t, { onRename: (name) => names.push(name) })
  member.rename('annie')
  t.alike(names, ['annie'])
  await host.until(() => host.names.length > 0)
  t.alike(host.names, ['annie'])
})

test('a whisper is something to remember, too', async (t) => {
  let reached = 0
  const memory = {
    posts: new KnownIds(),
    whispers: new KnownIds(),
    before: null,
    reached: () => () => void reached++
  }
  const { host, said } = await meet(t, { memory })
  await turn()
  const before = reached
  host.whisper(host.whisperOfBen('psst'))
  await host.breakOff()
  await turn()
  t.ok(said.some(({ event }) => event === 'whisper'))
  t.is(reached, before + 1)
})

/** Anna, in a room with a host that says what the test tells it to. */
async function meet(
  t: Assertions,
  options: Partial<MemberOptions> = {}
): Promise<{ member: Member; host: ScriptedHost; said: Output[] }> {
  const { member, said } = testMember(options)
  const host = new ScriptedHost(t, member)
  host.welcome({ people: ['anna', 'ben'] })
  await member.roster()
  return { member, host, said }
}
