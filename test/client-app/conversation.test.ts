import test, { type Assertions } from 'brittle'
import { converse } from '../../client-app/conversation.ts'
import { toChatError } from '../../shared/base/errors.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { Connection } from '../../shared/network/node.ts'
import { connectionPair } from '../helpers/channel-pair.ts'
import { testMember } from '../helpers/test-member.ts'

test('a plain host that ends its side has not left a room', async (t) => {
  const { host, ended, said } = meet(t)
  await host.opened
  host.resume()
  host.write('hello\n')
  host.end()
  t.is(await ended, null)
  t.alike(said, [{ event: 'line', text: 'hello', isOwn: false }])
})

test('words about relays are heard from the start', (t) => {
  t.is(meet(t).attached, 1)
})

interface Met {
  host: Connection
  /** Why it ended; null for no error. */
  ended: Promise<string | null>
  said: Output[]
  attached: number
}

function meet(t: Assertions): Met {
  const { client, host } = connectionPair(t)
  const { member, said } = testMember()
  let attached = 0
  const ended = converse({
    connection: client,
    member,
    relayWords: { attach: () => void attached++ },
    isPlain: false,
    demandsHost: true,
    onPlainHost: () => {}
  }).then(
    () => null,
    (error: unknown) => toChatError(error).code
  )
  return { host, ended, said, attached }
}
