// The interface of a link: its state, how it hands out connections, and which errors it gets over.
import { EXIT } from '../../shared/base/error-table.ts'
import type { ChatError, ChatErrorCode } from '../../shared/base/errors.ts'
import type { Connection } from '../../shared/network/node.ts'
import type { Path } from '../../shared/network/path.ts'

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
  /**
   * The host had admitted us, and the connection is gone: the link tries to get back. `failure` is why the last attempt
   * failed; null if none has yet. Next are 'connected' and 'admitted'.
   */
  | { is: 'lost'; reason: ChatError; failure: ChatError | null }
  | { is: 'closed' }

/**
 * Uses a connection that may not be open yet. Calls `onAdmitted` once the host has admitted us. Resolves when it
 * no longer needs the connection, which is then closed; throws a ChatError when the connection failed, or the host
 * ended it. A link that reconnects then calls it again with another connection. If this one only fell silent, that
 * happens while it is still in use, and the link destroys it once the host has admitted us on the other.
 */
export type UseConnection = (connection: Connection, onAdmitted: OnAdmitted) => Promise<void>

export type OnAdmitted = (succession?: Succession) => void

/** What another connection can do: take the place of one still in use, only follow one that is lost, or neither. */
export type Succession = 'replace' | 'follow' | 'none'

/** What users of a link see of it. */
export interface Usable {
  readonly state: LinkState
  readonly finished: Promise<void>
  /** Of the connection in use, or the last one; null before there was any. */
  readonly path: Path | null
  on(event: 'path', listener: (path: Path) => void): unknown
  on(event: 'change', listener: (state: LinkState) => void): unknown
  serve(use: UseConnection): void
  close(): Promise<void>
}

/** Refusals by the host that are temporary. */
const PASSING: ReadonlySet<ChatErrorCode> = new Set(['BUSY', 'ROOM_FULL'])
/** How a connection may end that had been admitted, or one that was opened to take its place. */
const PASSING_ONCE_IN: ReadonlySet<ChatErrorCode> = new Set([
  ...PASSING,
  'HOST_LEFT',
  'LOST',
  'REFUSED',
  'TOO_SLOW'
])

export interface Perseverance {
  /** Try again while the host is offline, unreachable, busy or full. */
  waits: boolean
  /** A chat: nothing has been sent before the host lets us in. */
  knocks: boolean
  /** How long to try to get back to a host that had admitted us. */
  reconnectMs: number
  wasAdmitted: boolean
}

/** Whether to dial again, after an attempt that failed, or broke before the host had let us in. */
export function mayTryAgain(reason: ChatError, options: Perseverance): boolean {
  const { waits, knocks, reconnectMs, wasAdmitted } = options
  const isEarly = knocks && !wasAdmitted
  const isEarlyLoss = isEarly && reason.code === 'LOST'
  // A private host would not have answered: this one had no time for us before its own limit.
  const isEarlyRefusal = isEarly && reason.code === 'REFUSED'
  const isPassingNow = isPassing(reason) || isEarlyRefusal
  return (waits && isPassingNow) || (isEarlyLoss && (waits || reconnectMs > 0))
}

/** Whether a host that failed like this may admit us later. */
function isPassing({ code, exitCode }: ChatError): boolean {
  return exitCode === EXIT.UNREACHABLE || PASSING.has(code)
}

/** Whether a member that was in, and failed like this, may get back in. */
export function isPassingOnceIn(error: ChatError): boolean {
  return isPassing(error) || PASSING_ONCE_IN.has(error.code)
}

/** Why the host has not admitted us yet, as the end of a sentence. */
export function whyNotAdmitted({ is }: LinkState, lastReason: ChatError | null): string {
  switch (is) {
    case 'connected':
      return 'the host was reached, but has not answered in our protocol. Is it suspended, or plain (--plain)?'
    case 'knocking':
      return 'the host was found but has not answered. It may have just left, or admit only keys that it has allowed'
    default:
      return lastReason?.message ?? 'the host did not answer'
  }
}
