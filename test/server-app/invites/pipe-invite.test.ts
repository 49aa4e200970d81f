import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import { ChatError, toChatError } from '../../../shared/base/errors.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { introduce } from '../../../shared/invite/guest-end.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { Access } from '../../../server-app/access/access.ts'
import { inviteToPipe, type PipeInvite } from '../../../server-app/invites/pipe-invite.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('the words of a pipe are reported, and who comes with them may use it', async (t) => {
  const access = new Access({ folder: null, isPrivate: true })
  const { invited, reports, visit, words } = invite(t, access)
  await invited
  t.alike(reports.length, 1)
  const [report] = reports
  t.ok(report?.event === 'invite' && report.words === words() && report.key === null)
  const anna = HyperDHT.keyPair()
  t.is(access.denies(keyOf(anna.publicKey)), true)
  await visit(anna)
  t.is(access.denies(keyOf(anna.publicKey)), false)
  t.is(access.denies(keyOf(HyperDHT.keyPair().publicKey)), true)
  const key = keyOf(anna.publicKey)
  t.alike(reports[1], { event: 'invited', key, name: null })
})

test('a private pipe that nobody came to ends, an open one goes on', async (t) => {
  const ended: string[] = []
  const kinds = { private: new Access({ folder: null, isPrivate: true }), open: null }
  for (const [kind, access] of Object.entries(kinds)) {
    const { clock, invited, pipe } = invite(t, access)
    pipe.failed.catch((error: unknown) => ended.push(`${kind} ${toChatError(error).code}`))
    await invited
    await clock.pass(LIMITS.inviteMs)
  }
  t.alike(ended, ['private INVITE_UNUSED'])
})

test('a pipe whose words cannot be announced ends', async (t) => {
  const { pipe } = invite(t, null, new ChatError('NETWORK_UNREACHABLE'))
  const code = await pipe.failed.catch((error: unknown) => toChatError(error).code)
  t.is(code, 'NETWORK_UNREACHABLE')
})

/** An invite without a network, whose words cost nothing. */
function invite(t: Assertions, access: Access | null, failure: ChatError | null = null) {
  const clock = new TestClock()
  const reports: ReportEvent[] = []
  let words = ''
  let onInvited = (): void => {}
  const invited = new Promise<void>((resolve) => (onInvited = resolve))
  const wordsKey = HyperDHT.keyPair()
  let serve: (connection: Connection) => void = () => {}
  const pipe: PipeInvite = inviteToPipe({
    clock,
    access,
    keyPair: HyperDHT.keyPair(),
    bootstrap: [],
    report: (event) => {
      reports.push(event)
      onInvited()
    },
    derive: async (given) => {
      words = given
      return wordsKey
    },
    listenOn: () => ({
      serve: (onConnection) => {
        serve = (connection) => onConnection(connection, () => true)
      },
      ready: () => (failure ? Promise.reject(failure) : Promise.resolve()),
      close: () => Promise.resolve()
    })
  })
  pipe.failed.catch(() => {})
  t.teardown(() => pipe.close())
  return {
    clock,
    reports,
    invited,
    pipe,
    words: () => words,
    visit: async (guest: KeyPair) => {
      const { client, host } = connectionPair(t, guest)
      await Promise.all([client.opened, host.opened])
      serve(host)
      return introduce(client, { wordsKey, name: null })
    }
  }
}
