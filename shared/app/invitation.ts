// What to give to somebody who is to join. Loaded only when asked for.
import { joinCommand } from './own-command.ts'
import type { Invitation } from './report-words.ts'

/** An invitation to the host `key` (hex), on the DHT of these nodes. `words`: null for those who cannot make any. */
export function invitationTo(
  key: string,
  words: string | null,
  bootstrap: readonly string[]
): Invitation {
  const joinWithWords = words === null ? null : joinCommand(words, bootstrap)
  return { key, join: joinCommand(key, bootstrap), words, joinWithWords }
}
