// A link as whoever uses it sees it: how far it is, and how it hands out connections.
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
  /** The host has let us in. */
  | { is: 'admitted' }
  | { is: 'waiting'; reason: ChatError }
  | { is: 'closed' }

/**
 * Uses a connection that is still being opened. Calls `onAdmitted` once the host has let us in. Resolves when it
 * has no more use for the connection, which is closed then; throws a ChatError when the connection, or the host,
 * was the end of it.
 */
export type UseConnection = (connection: Connection, onAdmitted: () => void) => Promise<void>

/** A link as whoever uses it sees it. */
export interface Usable {
  readonly state: LinkState
  readonly finished: Promise<void>
  on(event: 'change', listener: (state: LinkState) => void): unknown
  serve(use: UseConnection): void
  close(): Promise<void>
}

/** Why the host has not let us in by now, as the end of a sentence. */
export function whyNotAdmitted({ is }: LinkState, lastReason: ChatError | null): string {
  switch (is) {
    case 'connected':
      return 'the host was reached, and does not answer in our protocol. Is it stopped, or plain (--plain)?'
    case 'knocking':
      return 'the host is there and does not answer. If it is private, it has not let you in'
    default:
      return lastReason?.message ?? 'the host did not answer'
  }
}
