// The commands of the chat: one table, for people (`/msg anna hello`) and scripts
// (`{"command":"msg","who":"anna","text":"hello"}`).
import { ChatError } from '../base/errors.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import { Problem, type Participant } from './participant.ts'
import { eventFields } from './output.ts'
import { checkName } from '../room/names.ts'
import { printableText, quote } from '../base/text.ts'

interface Command {
  /** The names of its arguments; the last one takes the rest of the line. One with `?` may be left out. */
  args: string[]
  help: string
  isForHost?: boolean
  run(participant: Participant, ...args: string[]): void | Promise<void>
}

const MOST_FOUND = 200

const COMMANDS: Record<string, Command> = {
  help: {
    args: [],
    help: 'show this',
    run: (participant) => participant.say({ event: 'help', lines: help(participant) })
  },
  who: {
    args: [],
    help: 'who is here, with their keys',
    run: who
  },
  nick: { args: ['name'], help: 'be called this', run: rename },
  me: {
    args: ['text'],
    help: 'say what you do',
    run: (participant, text) => post(participant, `/me ${text.trim()}`)
  },
  msg: { args: ['who', 'text'], help: 'say it to one person alone, sealed', run: whisper },
  say: { args: ['text'], help: 'say it, even if it begins with a /', run: post },
  last: {
    args: ['count?'],
    help: 'the last messages (20)',
    run: (participant, count) => show(participant, Number(count || 20), () => true)
  },
  search: {
    args: ['text'],
    help: 'messages with this text in them',
    run: (participant, text) => {
      const wanted = text.trim().toLowerCase()
      return show(participant, MOST_FOUND, (said) => said.toLowerCase().includes(wanted))
    }
  },
  kick: {
    args: ['who'],
    help: 'put somebody out',
    isForHost: true,
    run: (participant, who) => participant.moderation?.kick(who)
  },
  ban: {
    args: ['who'],
    help: 'put somebody out for good',
    isForHost: true,
    run: (participant, who) => participant.moderation?.ban(who)
  },
  unban: {
    args: ['who'],
    help: 'take a ban back',
    isForHost: true,
    run: (participant, who) => participant.moderation?.unban(who)
  },
  allow: {
    args: ['who'],
    help: 'let a key into a private room',
    isForHost: true,
    run: (participant, who) => participant.moderation?.allow(who)
  },
  deny: {
    args: ['who'],
    help: 'let it in no more',
    isForHost: true,
    run: (participant, who) => participant.moderation?.deny(who)
  },
  quit: { args: [], help: 'leave', run: (participant) => participant.quit() }
}

/** Posts a text as it is, whatever it begins with. */
export function runText(participant: Participant, text: string): Promise<void> {
  return attempt(participant, () => post(participant, text))
}

/** Does what a typed line asks for: a post, or a command when it begins with a `/`. */
export function runLine(participant: Participant, line: string): Promise<void> {
  const [, name = '', rest = ''] = /^\/(\S*)\s?([^]*)$/.exec(line) ?? []
  if (!line.startsWith('/')) return runText(participant, line)
  return attempt(participant, () => {
    const command = known(participant, name)
    return command.run(participant, ...split(name, command.args, rest))
  })
}

/** Does what a line of JSON asks for: `command` and the arguments by name. */
export function runJson(participant: Participant, line: string): Promise<void> {
  if (line.trim() === '') return Promise.resolve()
  return attempt(participant, () => {
    const fields = parseObject(line)
    if (fields === null) throw new Problem(`Not a JSON object: ${quote(line.slice(0, 40))}`)
    const { command: name } = fields
    const command = known(participant, typeof name === 'string' ? name : '')
    const args = command.args.map((arg) => {
      const value = fields[arg.replace('?', '')] ?? (arg.endsWith('?') ? '' : null)
      if (typeof value === 'string' || typeof value === 'number') return String(value)
      throw new Problem(`The command ${String(name)} takes a text as "${arg}"`)
    })
    return command.run(participant, ...args)
  })
}

/** The names of the commands of this place, for help and completion. */
export function commandNames({ moderation }: Pick<Participant, 'moderation'>): string[] {
  return Object.keys(COMMANDS).filter((name) => !COMMANDS[name]?.isForHost || moderation !== null)
}

function help(participant: Participant): string[] {
  return commandNames(participant).map((name) => {
    const { args = [], help = '' } = COMMANDS[name] ?? {}
    const usage = ['/' + name, ...args.map((arg) => `<${arg.replace('?', '')}>`)].join(' ')
    return `${usage.padEnd(20)} ${help}`
  })
}

function known(participant: Participant, name: string): Command {
  const command = commandNames(participant).includes(name) ? COMMANDS[name] : undefined
  if (command) return command
  throw new Problem(`There is no command ${quote(name)} here: help shows what there is`)
}

function split(name: string, args: string[], text: string): string[] {
  let rest = text
  return args.map((arg, index) => {
    const isLast = index === args.length - 1
    // Of a text, only the one blank before it is not its own: its first line may be indented.
    const [, word = '', after = ''] = isLast
      ? ['', arg === 'text' && rest.trim() !== '' ? rest : rest.trim(), '']
      : (/^\s*(\S*)\s?([^]*)$/.exec(rest) ?? [])
    rest = after
    if (word === '' && !arg.endsWith('?')) {
      throw new Problem(`It takes more: /${name} ${args.map((each) => `<${each}>`).join(' ')}`)
    }
    return word
  })
}

async function attempt(participant: Participant, task: () => void | Promise<void>): Promise<void> {
  try {
    await task()
  } catch (error) {
    // What cannot be kept on disk ends no chat: it is done all the same, as long as this app runs.
    if (!(error instanceof Problem || error instanceof ChatError)) throw error
    participant.say({ event: 'problem', text: error.message })
  }
}

async function post(participant: Participant, text: string): Promise<void> {
  const clean = checked(text)
  if (clean !== '') await participant.post(clean)
}

async function who(participant: Participant): Promise<void> {
  const people = await participant.roster()
  participant.say({ event: 'roster', people, ...participant.facts })
}

function rename(participant: Participant, wish: string): void {
  const checkedName = checkName(wish)
  if ('reason' in checkedName) throw new Problem(`Nobody can be called that: ${checkedName.reason}`)
  participant.rename(checkedName.name)
}

async function whisper(participant: Participant, who: string, text: string): Promise<void> {
  const clean = checked(text)
  if (clean !== '') await participant.whisper(who, clean)
}

async function show(
  participant: Participant,
  count: number,
  isWanted: (text: string) => boolean
): Promise<void> {
  if (!Number.isInteger(count) || count < 1) throw new Problem('It takes a whole number')
  const events = await participant.find(Math.min(count, MOST_FOUND), isWanted)
  participant.say({ event: 'found', events: events.map(eventFields) })
}

function checked(text: string): string {
  const clean = printableText(text)
  if (b4a.byteLength(clean) <= LIMITS.textBytes) return clean
  throw new Problem(`That is more than ${LIMITS.textBytes} bytes: send it in parts`)
}
