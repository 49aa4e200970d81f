// Whether the process should survive a hangup of its terminal, as nohup requests.
import fs from '#fs'
import { isTerminal } from './descriptor.ts'
import { environment, runtime } from './runtime.ts'

const SIGHUP_BIT = 1n

/**
 * Whether SIGHUP was ignored when the process started. Linux tells, but Node resets it before any of our code runs,
 * and other systems do not tell. There we look for the signs of nohup, or of a service: no terminal, and an input
 * that nobody writes to.
 */
export function isHangupIgnored(): boolean {
  const ignored = runtime === 'node' ? null : ignoredSignals()
  if (ignored !== null) return (ignored & SIGHUP_BIT) !== 0n
  return wasStartedByNohup() || isDetached()
}

/** The signals ignored at the moment as a Linux bit mask; null if unknown. */
function ignoredSignals(): bigint | null {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8')
    const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status) ?? []
    return mask === undefined ? null : BigInt(`0x${mask}`)
  } catch {
    return null // not Linux, or no /proc
  }
}

/** Shells pass the path of the program they start in `_`, and nohup passes it on. */
function wasStartedByNohup(): boolean {
  return /(^|\/)nohup$/.test(environment('_') ?? '')
}

function isDetached(): boolean {
  if (([0, 1, 2] as const).some(isTerminal)) return false
  try {
    const input = fs.fstatSync(0)
    return input.isCharacterDevice() && input.rdev === fs.statSync('/dev/null').rdev
  } catch {
    return false // closed, or not Unix
  }
}
