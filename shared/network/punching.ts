// Punching holes faster than HyperDHT does by itself where one side's NAT is random: it sends a probe to a random port
// every 20 ms for 35 s, one peer at a time and 20 s apart, so that of three who join at once two are turned away.
// Relies on `_randomPunchLimit` and `_randomPunchInterval` of a node and on `_randomProbes` of its Holepuncher, which are
// not public. test/shared/network/punching.test.ts fails when an update changes them.
import { LIMITS } from '../base/limits.ts'
import { Holepuncher } from '../base/packages.ts'
import type { HyperDHT } from './node.ts'

interface Puncher {
  punching: boolean
  readonly _holder: { socket: object }
  readonly _sleeper: { pause(ms: number): Promise<void> }
  _autoDestroy(): void
}

interface PunchingNode {
  _randomPunchLimit: number
  _randomPunchInterval: number
}

/** As many as HyperDHT sends, which hits an open port of a random NAT's 256 with a probability of 99.9 %. */
const PROBES = 1750

/** Lets the node, and by the way all nodes of this process, punch as LIMITS say. */
export function punchFaster(node: HyperDHT): void {
  const punching = node as unknown as PunchingNode
  punching._randomPunchLimit = LIMITS.randomPunches
  punching._randomPunchInterval = LIMITS.randomPunchIntervalMs
  Holepuncher.prototype._randomProbes = probe
}

/** Never throws, as in HyperDHT: it runs in the background. */
async function probe(this: Puncher, { host }: { host: string }): Promise<void> {
  for (let sent = 0; this.punching && sent < PROBES; sent++) {
    await Holepuncher.ping(this._holder.socket, { host, port: randomPort() })
    if (this.punching) await this._sleeper.pause(LIMITS.probeIntervalMs)
  }
  this._autoDestroy()
}

/** Of those that NATs give out. */
function randomPort(): number {
  return 1000 + Math.floor(Math.random() * 64_536)
}
