// What Tab completes in a chat: its commands and the names of those here.
import type { PublicKey } from '../base/key.ts'
import type { Participant } from '../chat/participant.ts'
import { namesByRecency, type Vocabulary } from './edit/completion.ts'

/** `speakers` returns public keys, the latest speaker first. A function, because few keys need the names. */
export function vocabularyOf(
  participant: Participant | null,
  commands: readonly string[],
  speakers: () => readonly PublicKey[]
): Vocabulary {
  return {
    commands,
    get names() {
      const others = participant?.people().filter(({ key }) => key !== participant.key) ?? []
      return namesByRecency(others, speakers())
    }
  }
}
