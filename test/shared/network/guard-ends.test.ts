import b4a from 'b4a'
import test from 'brittle'
import type { Connection } from '../../../shared/network/node.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { AllPeers } from '../../../shared/network/all-peers.ts'
import { guard, ignorePeer } from '../../../shared/network/guard.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'

test('a peer that is ignored may not send on without end', async (t) => {
  const { client, host } = connectionPair(t)
  guard(host, TRAFFIC.member)
  await host.opened
  const lost = new Promise<string | undefined>((resolve) =>
    host.once('error', ({ code }) => resolve(code))
  )
  ignorePeer(host)
  for (let bytes = 0; bytes <= LIMITS.ignoredBytes; bytes += LIMITS.messageBytes)
    client.write(b4a.alloc(LIMITS.messageBytes))
  t.is(await lost, 'PROTOCOL')
})

test('a peer that is gone is no longer one of those who share our time', async (t) => {
  const { host } = connectionPair(t)
  const all = new AllPeers()
  let users = 0
  all.time.join = () => {
    users++
    return { spend: () => {}, debtMs: () => 0, leave: () => void users-- }
  }
  guard(host, TRAFFIC.member).shareWith(all)
  t.is(users, 1)
  const closed = closeOf(host)
  host.destroy()
  await closed
  t.is(users, 0)
})

function closeOf(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.once('close', () => resolve())
  })
}
