import test from 'brittle'
import { Holepuncher, HyperDHT } from '../../../shared/base/packages.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { punchFaster } from '../../../shared/network/punching.ts'

interface Internals {
  _randomPunchLimit?: unknown
  _randomPunchInterval?: unknown
  destroy(): Promise<void>
}

test('HyperDHT still has the limits that are lifted', async (t) => {
  const node = new HyperDHT({ bootstrap: [], host: '127.0.0.1' })
  t.teardown(() => node.destroy())
  const internals = node as unknown as Internals
  t.is(typeof internals._randomPunchLimit, 'number')
  t.is(typeof internals._randomPunchInterval, 'number')
  t.is(typeof Holepuncher.prototype._randomProbes, 'function')
  punchFaster(node)
  t.is(internals._randomPunchLimit, LIMITS.randomPunches)
})

test('probes go to as many ports as before, but faster, and end when there is a path', async (t) => {
  const node = new HyperDHT({ bootstrap: [], host: '127.0.0.1' })
  t.teardown(() => node.destroy())
  punchFaster(node)
  const pauses: number[] = []
  let sent = 0
  let hasGivenUp = false
  const puncher = {
    punching: true,
    _holder: { socket: { send: () => sent++ } },
    _sleeper: {
      pause: async (ms: number) => {
        pauses.push(ms)
        if (pauses.length === 20) puncher.punching = false
      }
    },
    _autoDestroy: () => (hasGivenUp = true)
  }
  await Holepuncher.prototype._randomProbes.call(puncher as never, { host: '127.0.0.1', port: 1 })
  t.is(sent, 20)
  t.alike(new Set(pauses), new Set([LIMITS.probeIntervalMs]))
  t.ok(hasGivenUp)
})
