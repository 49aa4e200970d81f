// What to give to somebody who is to join. Loaded only when asked for.
import type { PublicKey } from '../base/key.ts'
import { joinCommand } from './own-command.ts'
import type { Invitation } from './report-events.ts'

/** An invitation to the host `key`, on the DHT of these nodes. `words`: null for those who cannot make any. */
export function invitationTo(
  key: PublicKey,
  words: string | null,
  bootstrap: readonly string[]
): Invitation {
  const joinWithWords = words === null ? null : joinCommand(words, bootstrap)
  return { key, join: joinCommand(key, bootstrap), words, joinWithWords }
}
