// Where a chat's outputs go: JSON and messages to standard output, the rest in words to standard error,
// which is one and the same on a terminal.
import { inWords, type Output } from './room/output.ts'
import { stderr } from './runtime.ts'

export interface SpeakerOptions {
  output: NodeJS.WritableStream
  isJson: boolean
  isOnTerminal: boolean
  isQuiet: boolean
}

/** What came from a person goes to standard output, whatever else is told to standard error. */
const MESSAGES = new Set<Output['event']>(['post', 'whisper'])

/** What somebody has asked for. */
const ANSWERS = new Set<Output['event']>(['roster', 'found', 'help', 'problem'])

export function createSpeaker(options: SpeakerOptions): (output: Output) => void {
  const { output: stream, isJson, isOnTerminal, isQuiet } = options
  return (output) => {
    if (isJson) {
      stream.write(`${JSON.stringify(output)}\n`)
      return
    }
    const isMessage = MESSAGES.has(output.event)
    // Who came and went before is not worth a line; and what one said, one saw while typing it.
    if ('isHistory' in output && (output.isHistory ? !isMessage : isMessage && output.isOwn)) return
    if (isQuiet && !isMessage && !ANSWERS.has(output.event)) return
    const target = isMessage || isOnTerminal ? stream : stderr()
    for (const line of inWords(output)) target.write(`${line}\n`)
  }
}
