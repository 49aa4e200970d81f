import test, { type Assertions } from 'brittle'
import type { NodeAddress } from 'hyperdht'
import { LIMITS } from '../../../shared/base/limits.ts'
import { FIREWALL } from '../../../shared/network/handshake.ts'
import type { Node } from '../../../shared/network/node.ts'
import { makeRoom } from '../../../shared/network/punch-slots.ts'
import { askToPunch } from '../../helpers/lying-puncher.ts'
import { punchingHost } from '../../helpers/punching-host.ts'

const KINDS = [FIREWALL.random, FIREWALL.consistent]
const MANY = { perSecond: 0, burst: 1e6 }
/** Packets of a whole one in vain: so many that probes which go on meanwhile do not count. */
const PUNCH = 1750
const FULL = LIMITS.randomPunches
const STRANGERS = '127.0.0.1'

test('strangers who do not answer keep nobody out, and others stay', async (t) => {
  const { host, ask } = await place(t)
  const asked = await Promise.all(Array.from({ length: FULL }, ask))
  t.is(asked.filter(Boolean).length, FULL)
  t.absent(await ask(), 'there is no room')
  await sendInVain(host, STRANGERS, LIMITS.punchTurn * LIMITS.randomPunchTurns)
  t.is(punches(host), FULL)
  makeRoom(host, KINDS, at(STRANGERS))
  t.is(punches(host), FULL, 'who comes from there has had as much')
  makeRoom(host, [FIREWALL.consistent, FIREWALL.consistent], at('5.6.7.8'))
  t.is(punches(host), FULL, 'where no NAT is random there is no need')
  makeRoom(host, KINDS, at('5.6.7.8'))
  t.is(punches(host), FULL - 1)
  makeRoom(host, KINDS, at('5.6.7.8'))
  t.is(punches(host), FULL - 1, 'there is room already')
})

test('a listener makes room for who comes', async (t) => {
  const { host, ask } = await place(t)
  await Promise.all(Array.from({ length: FULL }, ask))
  await sendInVain(host, STRANGERS, LIMITS.punchTurn * LIMITS.randomPunchTurns)
  t.absent(await ask())
  // All peers of a test have one address: from now on those who have been punched to are elsewhere.
  for (const puncher of punchersOf(host)) puncher.remoteAddresses = at('1.2.3.4')
  await sendInVain(host, '1.2.3.4', PUNCH)
  host.punches.begun({ rawStream: { remoteHost: STRANGERS, on: () => {} } })
  t.ok(await ask())
})

function at(host: string): (NodeAddress & { verified: boolean })[] {
  return [{ host, port: 1, verified: true }]
}

function punches(node: Node): number {
  return (node as unknown as { _randomPunches: number })._randomPunches
}

function punchersOf(node: Node): { remoteAddresses: object[] }[] {
  const { listening } = node as unknown as {
    listening: Set<{ _holepunches: { puncher: { remoteAddresses: object[] } }[] }>
  }
  return [...listening].flatMap(({ _holepunches }) => _holepunches.map(({ puncher }) => puncher))
}

async function sendInVain({ punches }: Node, host: string, packets: number): Promise<void> {
  for (let sent = 0; sent < packets; sent++) await punches.ask({}, host)
}

/** A host behind a NAT, and who asks it to punch to a NAT that is said to be random. */
async function place(t: Assertions): Promise<{ host: Node; ask: () => Promise<boolean> }> {
  const { host, stranger, hostKey } = await punchingHost(t, { all: MANY, ofAddress: MANY })
  const lie = { firewall: FIREWALL.random, addresses: [{ host: STRANGERS, port: 9 }] }
  return { host, ask: () => askToPunch(stranger, hostKey, lie) }
}
