// Runs what a user typed and sent. Loaded after the screen, which starts without it.
import { commandNames } from '../chat/commands.ts'
import type { Participant } from '../chat/participant.ts'
import { runLine, runText } from '../chat/run.ts'

export { commandNames }

/** Several lines are a message, even if the first looks like a command, such as a path. */
export function runTyped(participant: Participant, text: string): Promise<void> {
  const command = /^\/(\S+)/.exec(text)?.[1]
  const isCommand = command !== undefined && commandNames(participant).includes(command)
  return text.includes('\n') && !isCommand ? runText(participant, text) : runLine(participant, text)
}
