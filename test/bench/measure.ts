// The measurements. Each starts its own pair of processes and returns one number per row.
import fs from 'node:fs'
import { withPair, type Program, type Setting } from './peers.ts'
import { percentile } from './statistics.ts'
import type { Measure } from './table.ts'

export type Sample = Partial<Record<Measure, number>>

const LINE = `${'x'.repeat(63)}\n`

/** The just-in-time compilers have seen the way of a line by then. */
const WARM_UP_LINES = 100

/** What a start takes, in time and processor time: for the host to listen, and for the client to connect. */
export function measureStart(setting: Setting, program: Program): Promise<Sample> {
  return withPair(setting, { program }, async (pair) => ({
    start: pair.startMs,
    connect: pair.connectMs,
    startProcessor: pair.startSeconds * 1000,
    connectProcessor: pair.connectSeconds * 1000
  }))
}

/** Sends `file` from the client's standard input to the host's standard output. */
export async function measureThroughput(
  setting: Setting,
  program: Program,
  file: string
): Promise<Sample> {
  const bytes = fs.statSync(file).size
  const clientInput = fs.openSync(file, 'r')
  try {
    return await withPair(setting, { program, clientInput }, async (pair) => {
      const processorTime = (): number => pair.host.processorTime() + pair.client.processorTime()
      const secondsBefore = processorTime()
      const doneAt = await pair.host.received(bytes)
      // The host's input is still open, so that neither of the two has ended yet.
      return {
        throughput: bytes / 1000 / (doneAt - pair.connectedAt),
        processorTime: (processorTime() - secondsBefore) / (bytes / 1e9),
        senderMemory: pair.client.peakMemory() / 1e6,
        receiverMemory: pair.host.peakMemory() / 1e6
      }
    })
  } finally {
    fs.closeSync(clientInput)
  }
}

/** Sends `count` lines one at a time, in turns from the client and from the host. */
export function measureLatency(setting: Setting, program: Program, count: number): Promise<Sample> {
  return withPair(setting, { program }, async ({ host, client }) => {
    const times: number[] = []
    for (let sent = 0; sent < WARM_UP_LINES + count; sent++) {
      const [from, to] = sent % 2 === 0 ? [client, host] : [host, client]
      const receivedAt = to.received((Math.floor(sent / 2) + 1) * LINE.length)
      const sentAt = performance.now()
      from.write(LINE)
      times.push((await receivedAt) - sentAt)
    }
    const measured = times.slice(WARM_UP_LINES)
    return { latency50: percentile(measured, 50), latency99: percentile(measured, 99) }
  })
}
