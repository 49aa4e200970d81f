// Peak memory of a process, and the CPU time it waited for. Linux only.
import b4a from 'b4a'
import fs from '#fs'

/** Writing this to clear_refs sets the peak to what it is now (proc(5)). */
const RESET_PEAK = '5'
const LOOK_MS = 100
const NS_PER_MS = 1e6
const KB = 1024

/** The most it has had so far, in bytes; NaN when nothing is known. */
export function peakMemory(pid: number): number {
  try {
    const status = b4a.toString(fs.readFileSync(`/proc/${pid}/status`))
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * KB
  } catch {
    return NaN // It has ended.
  }
}

/** Forgets what it has had. Returns what it has now. */
export function resetPeakMemory(pid: number): number {
  try {
    fs.writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK)
  } catch {
    return NaN
  }
  return peakMemory(pid)
}

/** Watches one that may end meanwhile. The function it gives ends that, and says what it had at most. */
export function watchMemory(pid: number): () => number {
  let peak = NaN
  const look = (): void => {
    const now = peakMemory(pid)
    if (!Number.isNaN(now)) peak = now
  }
  const timer = setInterval(look, LOOK_MS)
  return () => {
    clearInterval(timer)
    look()
    return peak
  }
}

/**
 * For how long its main thread could have run and no processor was free, in milliseconds since it started: for that,
 * the machine is to blame and nobody in the room. 0 when nothing is known.
 */
export function waitedForProcessorMs(pid: number): number {
  try {
    const [, waitedNs] = b4a.toString(fs.readFileSync(`/proc/${pid}/schedstat`)).split(' ')
    return Number(waitedNs ?? 0) / NS_PER_MS
  } catch {
    return 0
  }
}
