// What Tab completes in a chat: its commands, and who is here.
import type { Participant } from '../chat/participant.ts'
import { namesByRecency, type Vocabulary } from './edit/completion.ts'

/** `speakers` gives the keys of who has spoken, the latest first. Few keys ask for names. */
export function vocabularyOf(
  participant: Participant | null,
  commands: readonly string[],
  speakers: () => readonly string[]
): Vocabulary {
  return {
    commands,
    get names() {
      const others = participant?.people().filter(({ key }) => key !== participant.key) ?? []
      return namesByRecency(others, speakers())
    }
  }
}
