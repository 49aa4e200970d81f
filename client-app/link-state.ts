// The interface of a link: its state, and how it hands out connections.
import type { ChatError } from '../shared/base/errors.ts'
import type { Connection } from '../shared/network/node.ts'

export type LinkState =
  | { is: 'idle' }
  | { is: 'looking-up' }
  | { is: 'found' }
  /** Found, but the host has not answered: if it is private, it sees this key knock. */
  | { is: 'knocking' }
  | { is: 'punching' }
  /** Bytes can flow. */
  | { is: 'connected' }
  /** The host has admitted us. */
  | { is: 'admitted' }
  | { is: 'waiting'; reason: ChatError }
  | { is: 'closed' }

/**
 * Uses a connection that is still being opened. Calls `onAdmitted` once the host has admitted us. Resolves when it
 * no longer needs the connection, which is then closed; throws a ChatError when the connection failed, or the host
 * ended it.
 */
export type UseConnection = (connection: Connection, onAdmitted: () => void) => Promise<void>

/** What users of a link see of it. */
export interface Usable {
  readonly state: LinkState
  readonly finished: Promise<void>
  on(event: 'change', listener: (state: LinkState) => void): unknown
  serve(use: UseConnection): void
  close(): Promise<void>
}

/** Why the host has not admitted us yet, as the end of a sentence. */
export function whyNotAdmitted({ is }: LinkState, lastReason: ChatError | null): string {
  switch (is) {
    case 'connected':
      return 'the host was reached, but has not answered in our protocol. Is it suspended, or plain (--plain)?'
    case 'knocking':
      return 'the host is online but does not answer. If it is private, it has not allowed you'
    default:
      return lastReason?.message ?? 'the host did not answer'
  }
}
