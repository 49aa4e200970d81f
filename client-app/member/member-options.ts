// What a member is made of.
import type { Invitation } from '../../shared/app/report-events.ts'
import type { InboxOptions } from './inbox-options.ts'
import type { OutboxStore } from './outbox.ts'
import type { OwnPath } from '../relays/own-path.ts'

export interface MemberOptions extends Omit<InboxOptions, 'onCaughtUp' | 'onOwnPost'> {
  /** The name to ask for; null for the short key. */
  name: string | null
  /** What keeps the outbox for the next start. */
  outbox?: OutboxStore
  /** How it reaches the host. */
  path?: OwnPath
  onRename: (name: string) => void
  /** What to give to somebody who is to join. */
  invite: () => Promise<Invitation>
  quit: () => void
}
