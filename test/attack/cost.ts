// What an attack on a process costs those who talk through it.
import { wait } from '../../shared/base/clock.ts'
import type { Endured } from './crowd.ts'
import { resetPeakMemory, watchMemory } from './process-stats.ts'

export interface Cost {
  /** The longest others waited, less what they wait when nobody attacks, or while they are stalled themselves; in ms. */
  deafMs: number
  /** By how much the memory of the attacked app grew, in bytes. */
  grownBytes: number
  /** Lines of others that did not arrive. */
  lost: number
  /** How it ended for the attacker. */
  ending: string
}

/** How long everybody talks before the attack, as the baseline. */
export const CALM_MS = 1500

/** Those who talk, and tell what they have been through. */
export interface Talkers {
  talk(): void
  endured(): Promise<Endured>
}

/** The process `pid` is under attack, which says how it ended. */
export async function costOf(
  attack: () => Promise<string>,
  { pid, talkers }: { pid: number; talkers: Talkers }
): Promise<Cost> {
  talkers.talk()
  await wait(CALM_MS)
  const calm = await talkers.endured()
  const calmBytes = resetPeakMemory(pid)
  const peak = watchMemory(pid)
  talkers.talk()
  const ending = await attack()
  const { deafMs, stalledMs, lost } = await talkers.endured()
  const noiseMs = Math.max(calm.deafMs, stalledMs)
  return { deafMs: Math.max(0, deafMs - noiseMs), grownBytes: peak() - calmBytes, lost, ending }
}
