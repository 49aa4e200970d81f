// Whether whoever started the process, as nohup does, wanted it to go on when the terminal goes.
import fs from '#fs'
import { isTerminal } from './descriptor.ts'
import { environment, runtime } from './runtime.ts'

const SIGHUP_BIT = 1n

/**
 * Whether hangups were ignored when the process started. Linux tells; but Node has taken that back before any
 * code of ours runs, and elsewhere nobody says. There, it is the signs of a start by nohup, or of a service:
 * no terminal, and an input that is nobody's.
 */
export function isHangupIgnored(): boolean {
  const ignored = runtime === 'node' ? null : ignoredSignals()
  if (ignored !== null) return (ignored & SIGHUP_BIT) !== 0n
  return wasStartedByNohup() || isDetached()
}

/** The signals ignored at the moment as Linux has them, one bit each; null where it does not say. */
function ignoredSignals(): bigint | null {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8')
    const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status) ?? []
    return mask === undefined ? null : BigInt(`0x${mask}`)
  } catch {
    return null // no Linux, or no /proc
  }
}

/** Shells tell the programs they start under which name they started them, and nohup passes that on. */
function wasStartedByNohup(): boolean {
  return /(^|\/)nohup$/.test(environment('_') ?? '')
}

function isDetached(): boolean {
  if (([0, 1, 2] as const).some(isTerminal)) return false
  try {
    const input = fs.fstatSync(0)
    return input.isCharacterDevice() && input.rdev === fs.statSync('/dev/null').rdev
  } catch {
    return false // closed, or no Unix
  }
}
