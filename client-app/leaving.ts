// When a member may leave, and how.
import { Timer } from '../shared/base/clock.ts'
import { ChatError } from '../shared/base/errors.ts'
import type { Usable } from './link/link-state.ts'
import type { Member } from './member/member.ts'
import type { RoomRelay } from './relays/room-relay.ts'

export interface LeavingOptions {
  member: Pick<Member, 'emptied' | 'isIn'>
  link: Pick<Usable, 'on'>
  /** Wait for the host even while it is not there. */
  isPatient: boolean
}

export interface LeaveOptions {
  link: Pick<Usable, 'close'>
  relay?: Pick<RoomRelay, 'close'> | null
}

/** Resolves when the user or script wants to leave and nothing is pending, or a user would wait for nobody. */
export async function mayLeave(wish: Promise<void>, options: LeavingOptions): Promise<void> {
  await wish
  const { member, isPatient } = options
  await Promise.race([member.emptied(), ...(isPatient ? [] : [isAlone(options)])])
}

/**
 * Rejects with NOT_CONFIRMED when messages are not confirmed in time; null for no limit. Until the host has admitted
 * us, the link has its own timeout.
 */
export function isLate(member: Pick<Member, 'waiting'>, timeoutMs: number | null): Promise<never> {
  return new Promise((_, reject) => {
    if (timeoutMs === null) return
    const onLate = (): void => {
      const values = { count: member.waiting.length, seconds: timeoutMs / 1000 }
      reject(new ChatError('NOT_CONFIRMED', { values }))
    }
    void new Timer(timeoutMs, onLate)
  })
}

/** Ends the link, once those who are relayed by this member had time to move. */
export async function leave({ link, relay }: LeaveOptions): Promise<void> {
  await relay?.close()
  await link.close()
}

/** Resolves when no host has admitted us, or none any more. */
function isAlone({ member, link }: LeavingOptions): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!member.isIn) resolve()
    }
    look()
    link.on('change', look)
  })
}
