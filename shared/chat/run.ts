// Runs what is typed or sent: posts texts, and runs commands of the table. Problems are reported to whoever gave
// the command.
import { ChatError } from '../base/errors.ts'
import { quote } from '../base/text.ts'
import { parseObject, type Json } from '../network/wire.ts'
import { findCommand, usageOf, type Command } from './commands.ts'
import { Problem } from './find-person.ts'
import type { Participant } from './participant.ts'

const SHOWN_LETTERS = 40

/** Posts a text as it is, even one that begins with a `/`. A blank text is ignored. */
export function runText(participant: Participant, text: string): Promise<void> {
  if (text.trim() === '') return Promise.resolve()
  return attempt(participant, () => findCommand(participant, 'say')?.run(participant, text))
}

/** Runs a typed line: as a command if it begins with a `/`, else as a post. */
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

/** Runs a JSON line: `command` and its arguments by name. A blank line is ignored. */
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
    // A change that cannot be saved does not end the chat: it holds until this app exits.
    if (!(error instanceof Problem || error instanceof ChatError)) throw error
    participant.say({ event: 'problem', text: error.message })
  }
}

function splitLine(name: string, command: Command, text: string): string[] {
  const { args } = command
  if (args.length === 0 && text.trim() !== '') {
    throw new Problem(`/${name} takes no arguments, but was given ${quote(text.trim())}`)
  }
  let rest = text
  return args.map((arg, index) => {
    const isLast = index === args.length - 1
    // Only the one blank before a text is not part of it: its first line may be indented.
    const [, word = '', after = ''] = isLast
      ? ['', arg === 'text' && rest.trim() !== '' ? rest : rest.trim(), '']
      : (/^\s*(\S*)\s?([^]*)$/.exec(rest) ?? [])
    rest = after
    if (word === '' && !arg.endsWith('?')) {
      throw new Problem(`An argument is missing: ${usageOf(name, command)}`)
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
    const problem = isText ? 'which is missing or empty' : 'which is not a string'
    throw new Problem(`The command "${name}" takes "${field}", ${problem}`)
  })
}
