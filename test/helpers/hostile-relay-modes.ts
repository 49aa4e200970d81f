// What a relay may do with the packets it carries.
import { Timer } from '../../shared/base/clock.ts'
import { dataAt, type Tamper } from './hostile-relay.ts'

/** The first of them pass, so that the two are connected. */
const HONEST = 20

export interface RelayMode {
  name: string
  /** Calls `onDone` for each packet that it has not just passed. */
  create: (onDone: () => void) => Tamper
  /** Whether all lines arrive even so: UDP may do the same at any time. */
  isHarmless: boolean
}

/** Flips a bit of every tenth packet with data. */
const flip =
  (where: (packet: Uint8Array, at: number) => number) =>
  (onDone: () => void): Tamper => {
    let count = 0
    return (packet, pass) => {
      const at = dataAt(packet)
      if (at !== null && ++count > HONEST && count % 10 === 0) {
        const place = where(packet, at)
        packet[place] = (packet[place] ?? 0) ^ 1
        onDone()
      }
      pass(packet)
    }
  }

export const RELAY_MODES: RelayMode[] = [
  { name: 'alters data', isHarmless: false, create: flip((packet) => packet.length - 1) },
  { name: 'alters the length of a frame', isHarmless: false, create: flip((_packet, at) => at) },
  { name: 'alters the order of packets', isHarmless: false, create: flip(() => 12) },
  {
    name: 'drops every tenth packet',
    isHarmless: true,
    create: (onDone) => {
      let count = 0
      return (packet, pass) => {
        if (++count > HONEST && count % 10 === 0) onDone()
        else pass(packet)
      }
    }
  },
  {
    name: 'drops all there is from some packet on',
    isHarmless: false,
    create: (onDone) => {
      let count = 0
      return (packet, pass) => {
        if (++count > 2 * HONEST) onDone()
        else pass(packet)
      }
    }
  },
  {
    name: 'delays packets, and turns their order round',
    isHarmless: true,
    create: (onDone) => {
      let held: (() => void)[] = []
      return (packet, pass) => {
        held.unshift(() => pass(packet))
        if (held.length > 1) return
        new Timer(100, () => {
          const late = held
          held = []
          for (const send of late) send()
          if (late.length > 1) onDone()
        })
      }
    }
  },
  {
    name: 'replays every packet, at once and later',
    isHarmless: true,
    create: (onDone) => {
      const olds = new Map<number, Uint8Array[]>()
      return (packet, pass, way) => {
        const old = olds.get(way) ?? []
        olds.set(way, old)
        old.push(packet)
        for (const replayed of [packet, packet, old[old.length >> 1] ?? packet]) pass(replayed)
        onDone()
      }
    }
  }
]

/** Two pairs get what is the other's, from the time on that all four ends are connected. */
export function cross(): Tamper {
  const counts = new Map<number, number>()
  return (packet, pass, way) => {
    counts.set(way, (counts.get(way) ?? 0) + 1)
    const isDue = [1, 2, 3, 4].every((each) => (counts.get(each) ?? 0) > HONEST / 2)
    pass(packet, isDue ? OTHER_PAIR.get(way) : way)
  }
}

const OTHER_PAIR = new Map([
  [1, 3],
  [2, 4],
  [3, 1],
  [4, 2]
])
