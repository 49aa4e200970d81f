// Does what a person has typed and sent. A file that is loaded behind the screen, which is up without.
import { commandNames } from '../chat/commands.ts'
import type { Participant } from '../chat/participant.ts'
import { runLine, runText } from '../chat/run.ts'

export { commandNames }

/** Several lines are a message, even if the first looks like a command: a path, say. */
export function runTyped(participant: Participant, text: string): Promise<void> {
  const command = /^\/(\S+)/.exec(text)?.[1]
  const isCommand = command !== undefined && commandNames(participant).includes(command)
  return text.includes('\n') && !isCommand ? runText(participant, text) : runLine(participant, text)
}
