// What Tab completes in a chat: its commands, and who is here.
import { commandNames } from '../chat/commands.ts'
import type { Participant } from '../chat/participant.ts'
import { namesByRecency, type Vocabulary } from './edit/completion.ts'

/** `speakers` gives the keys of who has spoken, the latest first. Few keys ask for any of it. */
export function vocabularyOf(
  participant: Participant | null,
  speakers: () => readonly string[]
): Vocabulary {
  return {
    get commands() {
      return participant === null ? [] : commandNames(participant)
    },
    get names() {
      const others = participant?.people().filter(({ key }) => key !== participant.key) ?? []
      return namesByRecency(others, speakers())
    }
  }
}
