// The commands of the chat: one table, for people (`/msg anna hello`) and scripts
// (`{"command":"msg","who":"anna","text":"hello"}`).
import { LIMITS } from './limits.ts'
import { b4a } from './packages.ts'
import { parseObject } from './protocol.ts'
import { onlyOne, Problem, type Place } from './place.ts'
import { eventFields } from './room/output.ts'
import { checkName } from './room/names.ts'
import { printableText, quote } from './text.ts'

interface Command {
  /** The names of its arguments; the last one takes the rest of the line. One with `?` may be left out. */
  args: string[]
  help: string
  isForHost?: boolean
  run(place: Place, ...args: string[]): void | Promise<void>
}

const MOST_FOUND = 200

const COMMANDS: Record<string, Command> = {
  help: {
    args: [],
    help: 'show this',
    run: (place) => place.say({ event: 'help', lines: help(place) })
  },
  who: {
    args: [],
    help: 'who is here, with their keys',
    run: who
  },
  nick: { args: ['name'], help: 'be called this', run: rename },
  me: { args: ['text'], help: 'say what you do', run: (place, text) => post(place, `/me ${text}`) },
  msg: { args: ['who', 'text'], help: 'say it to one person alone, sealed', run: whisper },
  say: { args: ['text'], help: 'say it, even if it begins with a /', run: post },
  last: {
    args: ['count?'],
    help: 'the last messages (20)',
    run: (place, count) => show(place, Number(count || 20), () => true)
  },
  search: {
    args: ['text'],
    help: 'messages with this text in them',
    run: (place, text) =>
      show(place, MOST_FOUND, (said) => said.toLowerCase().includes(text.toLowerCase()))
  },
  kick: {
    args: ['who'],
    help: 'put somebody out',
    isForHost: true,
    run: (place, who) => place.moderation?.kick(who)
  },
  ban: {
    args: ['who'],
    help: 'put somebody out for good',
    isForHost: true,
    run: (place, who) => place.moderation?.ban(who)
  },
  unban: {
    args: ['who'],
    help: 'take a ban back',
    isForHost: true,
    run: (place, who) => place.moderation?.unban(who)
  },
  allow: {
    args: ['who'],
    help: 'let a key into a private room',
    isForHost: true,
    run: (place, who) => place.moderation?.allow(who)
  },
  deny: {
    args: ['who'],
    help: 'let it in no more',
    isForHost: true,
    run: (place, who) => place.moderation?.deny(who)
  },
  quit: { args: [], help: 'leave', run: (place) => place.quit() }
}

/** Does what a typed line asks for: a post, or a command when it begins with a `/`. */
export function runLine(place: Place, line: string): Promise<void> {
  const [, name = '', rest = ''] = /^\/(\S*)\s*([^]*)$/.exec(line) ?? []
  if (!line.startsWith('/')) return attempt(place, () => post(place, line))
  return attempt(place, () => {
    const command = known(place, name)
    return command.run(place, ...split(name, command.args, rest))
  })
}

/** Does what a line of JSON asks for: `command` and the arguments by name. */
export function runJson(place: Place, line: string): Promise<void> {
  if (line.trim() === '') return Promise.resolve()
  return attempt(place, () => {
    const fields = parseObject(line)
    if (fields === null) throw new Problem(`Not a JSON object: ${quote(line.slice(0, 40))}`)
    const { command: name } = fields
    const command = known(place, typeof name === 'string' ? name : '')
    const args = command.args.map((arg) => {
      const value = fields[arg.replace('?', '')] ?? (arg.endsWith('?') ? '' : null)
      if (typeof value === 'string' || typeof value === 'number') return String(value)
      throw new Problem(`The command ${String(name)} takes a text as "${arg}"`)
    })
    return command.run(place, ...args)
  })
}

/** The names of the commands of this place, for help and completion. */
export function commandNames({ moderation }: Pick<Place, 'moderation'>): string[] {
  return Object.keys(COMMANDS).filter((name) => !COMMANDS[name]?.isForHost || moderation !== null)
}

function help(place: Place): string[] {
  return commandNames(place).map((name) => {
    const { args = [], help = '' } = COMMANDS[name] ?? {}
    const usage = ['/' + name, ...args.map((arg) => `<${arg.replace('?', '')}>`)].join(' ')
    return `${usage.padEnd(20)} ${help}`
  })
}

function known(place: Place, name: string): Command {
  const command = commandNames(place).includes(name) ? COMMANDS[name] : undefined
  if (command) return command
  throw new Problem(`There is no command ${quote(name)} here: help shows what there is`)
}

function split(name: string, args: string[], text: string): string[] {
  let rest = text.trim()
  return args.map((arg, index) => {
    const isLast = index === args.length - 1
    const [, word = '', after = ''] = isLast
      ? ['', rest, '']
      : (/^(\S*)\s*([^]*)$/.exec(rest) ?? [])
    rest = after
    if (word === '' && !arg.endsWith('?')) {
      throw new Problem(`It takes more: /${name} ${args.map((each) => `<${each}>`).join(' ')}`)
    }
    return word
  })
}

async function attempt(place: Place, task: () => void | Promise<void>): Promise<void> {
  try {
    await task()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    place.say({ event: 'problem', text: error.message })
  }
}

function post(place: Place, text: string): void {
  const clean = checked(text)
  if (clean !== '') place.post(clean)
}

function who(place: Place): void {
  const people = place.people()
  if (people.length === 0) throw new Problem('Nobody can say who is here: the host is a plain peer')
  place.say({ event: 'roster', people })
}

function rename(place: Place, wish: string): void {
  const checkedName = checkName(wish)
  if ('reason' in checkedName) throw new Problem(`Nobody can be called that: ${checkedName.reason}`)
  place.rename(checkedName.name)
}

function whisper(place: Place, who: string, text: string): void {
  const clean = checked(text)
  const person = onlyOne(who, place.people())
  if (person.isPlain)
    throw new Problem(`${person.name} is a plain peer and cannot open what is sealed`)
  if (clean !== '') place.whisper(person, clean)
}

async function show(
  place: Place,
  count: number,
  isWanted: (text: string) => boolean
): Promise<void> {
  if (!Number.isInteger(count) || count < 1) throw new Problem('It takes a whole number')
  const events = await place.find(Math.min(count, MOST_FOUND), isWanted)
  place.say({ event: 'found', events: events.map(eventFields) })
}

function checked(text: string): string {
  const clean = printableText(text)
  if (b4a.byteLength(clean) <= LIMITS.textBytes) return clean
  throw new Problem(`That is more than ${LIMITS.textBytes} bytes: send it in parts`)
}
