// Punching holes faster than HyperDHT does by itself where one side's NAT is random, and never more than LIMITS say. It sends
// a probe to a random port every 20 ms for 35 s, one peer at a time and 20 s apart, so that of three who join at once two
// are turned away; and as much as it is asked to, by anybody and to any address, where neither NAT is random.
// Relies on `_randomPunchLimit`, `_randomPunchInterval` and `_socketPool` of a node, and on `updateRemote` and
// `_randomProbes` of its Holepuncher, which sends through sockets of that pool alone, one byte at a time. None is public:
// test/shared/network/punching.test.ts fails when an update changes them.
import { monotonicMs } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { Holepuncher } from '../base/packages.ts'
import type { Node } from './dht-node.ts'
import type { PunchBudget } from './punch-budget.ts'

interface Puncher {
  punching: boolean
  readonly _holder: { socket: object }
  readonly _sleeper: { pause(ms: number): Promise<void> }
  _autoDestroy(): void
}

interface Socket {
  send(bytes: Uint8Array, port: number, host: string, ttl?: number): Promise<boolean>
}

interface PunchingNode {
  _randomPunchLimit: number
  _randomPunchInterval: number
  readonly _socketPool: { acquire(): { readonly socket: Socket } }
}

/** As many as HyperDHT sends, which hits an open port of a random NAT's 256 with a probability of 99.9 %. */
const PROBES = 1750
/** A busy program makes up for so much. */
const MOST_LATE_MS = 50

/** HyperDHT's own. */
const { updateRemote } = Holepuncher.prototype

/** Lets the node, and by the way all nodes of this process, punch as LIMITS say. */
export function punchWithinLimits(node: Node, budget: PunchBudget = node.punches): void {
  const punching = node as unknown as PunchingNode
  punching._randomPunchLimit = LIMITS.randomPunches
  punching._randomPunchInterval = LIMITS.randomPunchIntervalMs
  const pool = punching._socketPool
  const acquire = pool.acquire.bind(pool)
  pool.acquire = () => {
    const reference = acquire()
    limit(reference.socket, budget)
    return reference
  }
  Holepuncher.prototype._randomProbes = probe
  Holepuncher.prototype.updateRemote = function (remote) {
    const addresses = remote.addresses?.slice(0, LIMITS.punchAddresses) ?? null
    updateRemote.call(this, { ...remote, addresses })
  }
}

/** All that opens a path, and nothing else, is a single byte. */
function limit(socket: Socket, budget: PunchBudget): void {
  const send = socket.send.bind(socket)
  socket.send = async (bytes, port, host, ttl) => {
    if (bytes.length === 1 && !(await budget.ask(socket, host))) return false
    return send(bytes, port, host, ttl)
  }
}

/** Never throws, as in HyperDHT: it runs in the background. */
async function probe(this: Puncher, { host }: { host: string }): Promise<void> {
  let dueAt = monotonicMs()
  for (let sent = 0; this.punching && sent < PROBES; sent++) {
    await Holepuncher.ping(this._holder.socket, { host, port: randomPort() })
    const now = monotonicMs()
    const intervalMs =
      sent < LIMITS.fastProbes ? LIMITS.probeIntervalMs : LIMITS.slowProbeIntervalMs
    dueAt = Math.max(dueAt + intervalMs, now - MOST_LATE_MS)
    if (this.punching && dueAt > now) await this._sleeper.pause(dueAt - now)
  }
  this._autoDestroy()
}

/** Of those that NATs give out. */
function randomPort(): number {
  return 1000 + Math.floor(Math.random() * 64_536)
}
