// How much memory a process has had at most. Linux only: elsewhere, nothing is known.
import b4a from 'b4a'
import fs from '#fs'

/** Writing this to clear_refs sets the peak to what it is now (proc(5)). */
const RESET_PEAK = '5'
const LOOK_MS = 100
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
