// Whether this machine supports labs, and how tests declare that they need one.
import { runtime } from '../../shared/app/runtime.ts'
import { shell } from './command.ts'
import { natRules } from './scripts.ts'

/** Tries what a lab is made of. $1 are rules that every NAT here needs. */
const PROBE = `
for tool in ip nft python3 xargs; do
  command -v $tool > /dev/null || { echo "there is no $tool" >&2; exit 1; }
done
namespace=chat-nat-probe-$$
ip netns add $namespace
trap 'ip netns del $namespace' EXIT
printf %s "$1" | ip netns exec $namespace nft -f -`

/** A random punch alone may take half a minute. */
const LIMIT_MS = 180_000

/** Null when labs can be made here, else why not, in the system's words. */
export function whyNotAvailable(): string | null {
  try {
    shell(PROBE, [natRules('random', '10.0.0.2')])
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}

export function isAvailable(): boolean {
  return whyNotAvailable() === null
}

/** Options of a test that needs a lab: it is skipped where there is none. The runner says so once. */
export function inLab({ onNodeOnly = false } = {}): { timeout: number; skip: boolean } {
  return { timeout: LIMIT_MS, skip: (onNodeOnly && runtime !== 'node') || !isAvailable() }
}
