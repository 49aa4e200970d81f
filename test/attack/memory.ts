// How much memory a process has had. Linux only: elsewhere, nothing is known.
import fs from '#fs'
import b4a from 'b4a'

/** Writing this to clear_refs sets the peak to what it is now (proc(5)). */
const RESET_PEAK = '5'
const KB = 1024

/** Measures the peak of the process from now on. The function it gives says by how many bytes it has grown. */
export function watchMemory(pid: number): () => number {
  try {
    fs.writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK)
    const before = peakOf(pid)
    let last = before
    return () => {
      try {
        last = peakOf(pid)
      } catch {
        // It has ended: what was known of it stands.
      }
      return last - before
    }
  } catch {
    return () => NaN
  }
}

function peakOf(pid: number): number {
  const status = b4a.toString(fs.readFileSync(`/proc/${pid}/status`))
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * KB
}
