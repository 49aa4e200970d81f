// What strangers can make a host send to an address that is not theirs.
import test, { type Assertions } from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { FIREWALL } from '../../../shared/network/handshake.ts'
import type { PunchRates } from '../../../shared/network/punch-budget.ts'
import { portOf, shakeAs } from '../../helpers/handshake.ts'
import { askToPunch } from '../../helpers/lying-puncher.ts'
import { punchingHost, type PunchingHost } from '../../helpers/punching-host.ts'
import { SilentSocket } from '../../helpers/silent-socket.ts'

const STRANGERS = 20
/** A punch to a peer whose NAT is not random sends a packet a second to each address. */
const ROUNDS = 3
const USUAL = { perSecond: LIMITS.punches.perSecond, burst: LIMITS.punches.burst }

test('a stranger that names two hundred addresses makes a host send to four of them', async (t) => {
  const { stranger, hostKey, victim } = await place(t)
  const addresses = Array.from({ length: 200 }, () => victim.address)
  t.ok(await askToPunch(stranger, hostKey, { firewall: FIREWALL.consistent, addresses }))
  await victim.until(() => victim.punches >= ROUNDS * LIMITS.punchAddresses)
  t.ok(victim.seconds > ROUNDS - 1.5, `${victim.punches} packets in ${victim.seconds} s`)
})

test('a crowd of strangers makes a host send no more than the limit', async (t) => {
  const all = { perSecond: 20, burst: 20 }
  const { stranger, hostKey, victim } = await place(t, { all, ofAddress: USUAL })
  const lie = { firewall: FIREWALL.consistent, addresses: Array(4).fill(victim.address) }
  const asked = await Promise.all(
    Array.from({ length: STRANGERS }, () => askToPunch(stranger, hostKey, lie))
  )
  t.is(asked.filter(Boolean).length, STRANGERS, 'it punches for all of them')
  // All of them at full speed would take a second: 4 packets each.
  await victim.until(() => victim.punches >= 60)
  t.ok(victim.seconds > 1.5, `60 packets in ${victim.seconds} s`)
})

test('a handshake in the name of somebody else makes a host send them a few packets', async (t) => {
  const { host, stranger, hostKey, victim } = await place(t)
  const address = { host: '127.0.0.1', port: portOf(host) }
  void shakeAs(stranger, { hostKey, address }, victim.address, { id: 7 })
  await victim.until(() => victim.endedStreams === 1)
  const packets = victim.streamPackets.get(7) ?? []
  const bytes = packets.reduce((sum, { length }) => sum + length, 0)
  t.ok(packets.length <= 6 && bytes < 500, `${packets.length} packets, ${bytes} bytes`)
})

test('an address that does not answer is left alone', async (t) => {
  const ofAddress = { perSecond: 0.001, burst: 5 }
  const { host, stranger, hostKey, victim } = await place(t, { all: USUAL, ofAddress })
  const lie = { firewall: FIREWALL.consistent, addresses: [victim.address] }
  const asks: boolean[] = []
  const refused = new Promise<void>((resolve) => {
    const ask = host.punches.ask.bind(host.punches)
    let count = 0
    host.punches.ask = async (...values) => {
      const isAllowed = await ask(...values)
      if (!isAllowed && ++count === 5) resolve()
      return isAllowed
    }
  })
  for (let times = 0; times < 3; times++) asks.push(await askToPunch(stranger, hostKey, lie))
  t.alike(asks, [true, true, true])
  await refused
  t.ok(victim.punches <= 5, `${victim.punches} packets`)
})

interface Place extends PunchingHost {
  victim: SilentSocket
}

async function place(t: Assertions, rates?: PunchRates): Promise<Place> {
  return { ...(await punchingHost(t, rates)), victim: new SilentSocket(t) }
}
