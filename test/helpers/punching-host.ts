// A host behind a NAT that strangers ask to punch to them.
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { Listener } from '../../shared/network/listener.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { PunchBudget, type PunchRates } from '../../shared/network/punch-budget.ts'
import { punchWithinLimits } from '../../shared/network/punching.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { behindNat } from './behind-nat.ts'
import { bootstrapOf, privateDht } from './private-dht.ts'

export interface PunchingHost {
  host: Node
  stranger: Node
  hostKey: Uint8Array
}

/** `rates`: of its punches, instead of the usual ones. */
export async function punchingHost(t: Assertions, rates?: PunchRates): Promise<PunchingHost> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [host, stranger] = [createNode({ bootstrap }), createNode({ bootstrap })]
  behindNat(host)
  if (rates) Object.assign(host, { punches: new PunchBudget({ rates }) })
  punchWithinLimits(host)
  const keyPair = HyperDHT.keyPair()
  // HyperDHT remembers handshakes for ten seconds, and keeps the process that long.
  const naming = { handshakeClearWait: 1 } as object
  const listener = new Listener({ node: host, keyPair, naming, traffic: TRAFFIC.plainMember })
  t.teardown(() => Promise.all([listener.close(), stranger.destroy()]))
  await listener.ready()
  return { host, stranger, hostKey: keyPair.publicKey }
}
