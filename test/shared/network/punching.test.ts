import test, { type Assertions } from 'brittle'
import { Holepuncher } from '../../../shared/base/packages.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { createNode, type Node } from '../../../shared/network/node.ts'
import { PunchBudget } from '../../../shared/network/punch-budget.ts'
import { punchWithinLimits } from '../../../shared/network/punching.ts'

interface Internals {
  _randomPunchLimit?: unknown
  _randomPunchInterval?: unknown
  _socketPool?: { acquire?: unknown }
}

test('HyperDHT still has what is changed here', (t) => {
  const node = loneNode(t)
  const internals = node as unknown as Internals
  t.is(typeof internals._randomPunchLimit, 'number')
  t.is(typeof internals._randomPunchInterval, 'number')
  t.is(typeof internals._socketPool?.acquire, 'function')
  t.is(typeof Holepuncher.prototype._randomProbes, 'function')
  t.is(typeof Holepuncher.prototype.updateRemote, 'function')
  punchWithinLimits(node)
  t.is(internals._randomPunchLimit, LIMITS.randomPunches)
})

test('probes go to as many ports as before, but faster, and end when there is a path', async (t) => {
  punchWithinLimits(loneNode(t))
  let [sent, paused] = [0, 0]
  let hasGivenUp = false
  const puncher = {
    punching: true,
    _holder: {
      socket: {
        send: () => {
          sent++
          if (sent === 20) puncher.punching = false
        }
      }
    },
    _sleeper: {
      pause: async (ms: number) => {
        paused += ms
      }
    },
    _autoDestroy: () => (hasGivenUp = true)
  }
  await probe(puncher)
  t.is(sent, 20)
  t.ok(paused > 0 && paused < 19 * 20 * LIMITS.probeIntervalMs, `${paused} ms`)
  t.ok(hasGivenUp)
  sent = 20
  puncher.punching = true
  await probe(puncher)
  t.is(sent, 20 + 1750)
})

test('what opens paths is limited, whoever sends it; and nothing else is', async (t) => {
  const node = loneNode(t)
  const none = { perSecond: 1, burst: 0 }
  const budget = new PunchBudget({ rates: { all: none, ofAddress: none } })
  punchWithinLimits(node, budget)
  const puncher = new RealPuncher(node, { destroy: () => {}, ping: async () => {} }, false)
  t.teardown(() => puncher.destroy())
  const [, ...others] = [1, 2, 3].map(() => puncher.ping({ host: '127.0.0.1', port: 9 }))
  t.alike(await Promise.all(others), [false, false], 'they wait for their turn, or are dropped')
  t.ok(await puncher.socket.send(new Uint8Array(2), 9, '127.0.0.1'))
  budget.close()
})

test('a peer that names many addresses is punched to at few of them', (t) => {
  const node = loneNode(t)
  punchWithinLimits(node)
  const puncher = new RealPuncher(node, { destroy: () => {}, ping: async () => {} }, false)
  t.teardown(() => puncher.destroy())
  const addresses = Array.from({ length: 200 }, (_, port) => ({ host: '127.0.0.1', port }))
  puncher.updateRemote({ punching: true, firewall: 2, addresses, verified: null })
  t.is(puncher.remoteAddresses.length, LIMITS.punchAddresses)
  puncher.updateRemote({ punching: true, firewall: 2, addresses: null, verified: null })
  t.is(puncher.remoteAddresses.length, 0)
})

/** What we use of HyperDHT's own. */
const RealPuncher = Holepuncher as unknown as new (
  node: Node,
  session: object,
  isInitiator: boolean
) => {
  readonly remoteAddresses: object[]
  readonly socket: { send(bytes: Uint8Array, port: number, host: string): Promise<boolean> }
  ping(address: { host: string; port: number }): Promise<boolean>
  updateRemote(remote: object): void
  destroy(): void
}

function probe(puncher: object): Promise<void> {
  return Holepuncher.prototype._randomProbes.call(puncher as never, { host: '127.0.0.1', port: 1 })
}

function loneNode(t: Assertions): Node {
  const node = createNode({ bootstrap: ['127.0.0.1:1'] })
  t.teardown(() => node.destroy())
  return node
}
