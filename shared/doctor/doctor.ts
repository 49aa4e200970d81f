// --doctor: looks at the network, the clock, the storage and, if asked, at the way to a host, and says what to do.
import { onShutdown } from '../app/exit.ts'
import { openNode } from '../app/open-node.ts'
import type { DoctorOptions } from '../app/options.ts'
import { print, say } from '../app/outlets.ts'
import { isTerminal } from '../app/descriptor.ts'
import { monotonicMs, timeOfDay } from '../base/clock.ts'
import { diagnose, exitCodeOf } from './diagnosis.ts'
import { examineHost, examineRelay } from './examine-host.ts'
import { examineNetwork } from './examine-network.ts'
import { examineStorage } from './examine-storage.ts'
import type { ClockFacts, Facts } from './facts.ts'
import { findingsAsJson, findingsInWords } from './words.ts'

/** Resolves with the exit code: 0 if all is well, 3 for the network or the host, 1 for clock and storage. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { hostKey, isJson, isQuiet, relays, timeoutMs } = options
  if (!isJson && !isQuiet && isTerminal(2))
    say('looking at the network, which takes some seconds\n')
  const clock = watchClock()
  const { facts: storage, keyPair } = examineStorage(options)
  // A folder that cannot be used is reported once.
  const folder = storage.problem === null ? options.folder : null
  const { node, remember } = openNode({ ...options, folder }, keyPair)
  onShutdown(() => node.destroy())
  if (hostKey) remember(hostKey)
  const network = await examineNetwork(node)
  const how = { node, keyPair, relay: relays[0] ?? null, timeoutMs }
  const facts: Facts = {
    network,
    relays: await Promise.all(relays.map((relay) => examineRelay(relay, how))),
    host: hostKey && (await examineHost(hostKey, how)),
    storage,
    clock: clock()
  }
  const findings = diagnose(facts)
  const exitCode = exitCodeOf(findings)
  await print(isJson ? findingsAsJson(findings, facts, exitCode) : findingsInWords(findings))
  return exitCode
}

function watchClock(): () => ClockFacts {
  const [day, monotonic] = [timeOfDay(), monotonicMs()]
  return () => {
    const now = timeOfDay()
    return { now, jumpMs: now - day - (monotonicMs() - monotonic) }
  }
}
