// Runs what a user typed and sent. Loaded after the screen, which starts without it.
import { commandNames, fullName } from '../chat/commands.ts'
import type { Participant } from '../chat/participant.ts'
import { runLine, runText } from '../chat/run.ts'
import { KEY_HELP } from './key-help.ts'

export { commandNames }

/** Several lines are a message, even if the first looks like a command, such as a path. */
export async function runTyped(participant: Participant, text: string): Promise<void> {
  const command = /^\/(\S+)/.exec(text)?.[1]
  const isCommand = command !== undefined && commandNames(participant).includes(fullName(command))
  if (text.includes('\n') && !isCommand) return runText(participant, text)
  await runLine(participant, text)
  // The commands are the same everywhere, the keys only exist here.
  if (text.trim() === '/help') participant.say({ event: 'help', lines: KEY_HELP })
}
