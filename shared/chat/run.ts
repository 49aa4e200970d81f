// Does what is typed or sent: a text is posted, a command of the table is run. What cannot be done is told to
// whoever asked for it.
import { ChatError } from '../base/errors.ts'
import { quote } from '../base/text.ts'
import { parseObject, type Json } from '../network/wire.ts'
import { findCommand, usageOf, type Command } from './commands.ts'
import { Problem, type Participant } from './participant.ts'

const SHOWN_LETTERS = 40

/** Posts a text as it is, whatever it begins with; a blank one is none. */
export function runText(participant: Participant, text: string): Promise<void> {
  if (text.trim() === '') return Promise.resolve()
  return attempt(participant, () => findCommand(participant, 'say')?.run(participant, text))
}

/** Does what a typed line asks for: a post, or a command when it begins with a `/`. */
export function runLine(participant: Participant, line: string): Promise<void> {
  const [, name, rest = ''] = /^\/(\S*)\s?([^]*)$/.exec(line) ?? []
  if (name === undefined) return runText(participant, line)
  return attempt(participant, () => {
    const command = findCommand(participant, name)
    if (command) return command.run(participant, ...splitLine(name, command, rest))
    const shown = quote(`/${name.slice(0, SHOWN_LETTERS)}`)
    throw new Problem(
      `There is no command ${shown}. /help lists them; /say posts such a line as text`
    )
  })
}

/** Does what a line of JSON asks for: `command` and the arguments by name. A blank line is none. */
export function runJson(participant: Participant, line: string): Promise<void> {
  if (line.trim() === '') return Promise.resolve()
  return attempt(participant, () => {
    const fields = parseObject(line)
    if (fields === null) {
      throw new Problem(`That is not a JSON object: ${quote(line.slice(0, SHOWN_LETTERS))}`)
    }
    const { command: name } = fields
    if (typeof name !== 'string')
      throw new Problem('A command needs its name, as in {"command":"who"}')
    const command = findCommand(participant, name)
    if (command) return command.run(participant, ...readFields(name, command, fields))
    const shown = quote(name.slice(0, SHOWN_LETTERS))
    throw new Problem(`There is no command ${shown}. {"command":"help"} lists them`)
  })
}

async function attempt(
  participant: Participant,
  task: () => void | Promise<void> | undefined
): Promise<void> {
  try {
    await task()
  } catch (error) {
    // What cannot be kept on disk ends no chat: it is done all the same, as long as this app runs.
    if (!(error instanceof Problem || error instanceof ChatError)) throw error
    participant.say({ event: 'problem', text: error.message })
  }
}

function splitLine(name: string, command: Command, text: string): string[] {
  const { args } = command
  if (args.length === 0 && text.trim() !== '') {
    throw new Problem(`/${name} takes nothing after it, but was given ${quote(text.trim())}`)
  }
  let rest = text
  return args.map((arg, index) => {
    const isLast = index === args.length - 1
    // Of a text, only the one blank before it is not its own: its first line may be indented.
    const [, word = '', after = ''] = isLast
      ? ['', arg === 'text' && rest.trim() !== '' ? rest : rest.trim(), '']
      : (/^\s*(\S*)\s?([^]*)$/.exec(rest) ?? [])
    rest = after
    if (word === '' && !arg.endsWith('?')) {
      throw new Problem(`Something is missing: ${usageOf(name, command)}`)
    }
    return word
  })
}

function readFields(name: string, { args }: Command, fields: Json): string[] {
  return args.map((arg) => {
    const field = arg.replace('?', '')
    const value = fields[field] ?? ''
    const isText = typeof value === 'string' || typeof value === 'number'
    if (isText && (value !== '' || arg.endsWith('?'))) return String(value)
    const problem = isText ? 'which is missing or empty' : 'which is no text'
    throw new Problem(`The command "${name}" takes "${field}", ${problem}`)
  })
}
