// The commands of the chat: one table, for people (`/msg anna hello`) and scripts
// (`{"command":"msg","who":"anna","text":"hello"}`).
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { Problem } from './find-person.ts'
import type { Participant } from './participant.ts'
import { eventFields, type Listed } from './output.ts'
import type { RoomEvent } from '../room/events.ts'
import { checkName } from '../room/names.ts'
import { printableText, quote } from '../base/text.ts'

export interface Command {
  /** The names of its arguments; the last one takes the rest of the line. One with `?` is optional. */
  args: string[]
  help: string
  isForHost?: boolean
  run(participant: Participant, ...args: string[]): void | Promise<void>
}

const USUALLY_SHOWN = 20
const MOST_FOUND = 200
const NO_PATH = { path: null, relay: null }

const COMMANDS: Readonly<Record<string, Command>> = {
  help: {
    args: [],
    help: 'show this',
    run: (participant) => participant.say({ event: 'help', lines: help(participant) })
  },
  who: {
    args: [],
    help: 'who is here, their keys, and paths to the host',
    run: who
  },
  nick: { args: ['name'], help: 'change your name', run: rename },
  me: {
    args: ['text'],
    help: 'post what you are doing',
    run: (participant, text) => post(participant, `/me ${text.trim()}`)
  },
  msg: { args: ['who', 'text'], help: 'send a sealed message to one person', run: whisper },
  say: { args: ['text'], help: 'post it, even if it begins with a /', run: post },
  last: {
    args: ['count?'],
    help: `the last messages (${USUALLY_SHOWN}, at most ${MOST_FOUND})`,
    run: (participant, count) => show(participant, readCount(count), () => true)
  },
  more: {
    args: ['count?'],
    help: `the messages before those shown (${USUALLY_SHOWN}, at most ${MOST_FOUND})`,
    run: async (participant, count) => {
      say(participant, await participant.earlier(readCount(count)))
    }
  },
  search: {
    args: ['text'],
    help: 'find messages with this text',
    run: (participant, text) => {
      const wanted = text.trim().toLowerCase()
      return show(participant, MOST_FOUND, (said) => said.toLowerCase().includes(wanted))
    }
  },
  invite: {
    args: [],
    help: 'what to give to somebody who is to join',
    run: async (participant) =>
      participant.say({ event: 'invite', ...(await participant.invite()) })
  },
  check: {
    args: ['who'],
    help: 'words to compare with somebody by voice',
    run: async (participant, who) =>
      participant.say({ event: 'check', ...(await participant.check(who)) })
  },
  kick: {
    args: ['who'],
    help: 'disconnect somebody; they may rejoin',
    isForHost: true,
    run: (participant, who) => participant.moderation?.kick(who)
  },
  ban: {
    args: ['who'],
    help: 'disconnect somebody and keep them out',
    isForHost: true,
    run: (participant, who) => participant.moderation?.ban(who)
  },
  unban: {
    args: ['who'],
    help: 'lift a ban',
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
    help: 'let a key into a private room no longer',
    isForHost: true,
    run: (participant, who) => participant.moderation?.deny(who)
  },
  quit: { args: [], help: 'leave', run: (participant) => participant.quit() }
}

/** Names of these commands in other chats. Neither /help nor Tab offers them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['exit', 'quit'],
  ['names', 'who'],
  ['w', 'msg']
])

/** The name in the table of a command that may be given by an alias. */
export function fullName(name: string): string {
  return ALIASES.get(name) ?? name
}

/** The names of the commands available here, for help and completion. */
export function commandNames({ moderation }: Pick<Participant, 'moderation'>): string[] {
  return Object.keys(COMMANDS).filter((name) => !COMMANDS[name]?.isForHost || moderation !== null)
}

/** The command `name`, or with that alias; null when there is none. Throws Problem for a host's command on a member. */
export function findCommand({ moderation }: Participant, name: string): Command | null {
  const full = fullName(name)
  const command = Object.hasOwn(COMMANDS, full) ? COMMANDS[full] : undefined
  if (command?.isForHost && moderation === null) throw new Problem(`Only the host can ${name}`)
  return command ?? null
}

/** How a command is typed, as in `/msg <who> <text>`. */
export function usageOf(name: string, { args }: Command): string {
  return [`/${name}`, ...args.map((arg) => `<${arg.replace('?', '')}>`)].join(' ')
}

function help(participant: Participant): string[] {
  return commandNames(participant).flatMap((name) => {
    const command = COMMANDS[name]
    return command ? `${usageOf(name, command).padEnd(20)} ${command.help}` : []
  })
}

async function post(participant: Participant, text: string): Promise<void> {
  await participant.post(checked(text))
}

async function who(participant: Participant): Promise<void> {
  const people = await participant.roster()
  const listed = people.map((person): Listed => {
    return { ...person, ...(participant.paths.of(person.key) ?? NO_PATH) }
  })
  const { facts, paths } = participant
  participant.say({ event: 'roster', people: listed, relaying: paths.relaying, ...facts })
}

function rename(participant: Participant, wish: string): void {
  const checkedName = checkName(wish)
  if ('reason' in checkedName) {
    throw new Problem(`${quote(wish)} cannot be a name: ${checkedName.reason}`)
  }
  participant.rename(checkedName.name)
}

async function whisper(participant: Participant, who: string, text: string): Promise<void> {
  await participant.whisper(who, checked(text))
}

async function show(
  participant: Participant,
  count: number,
  isWanted: (text: string) => boolean
): Promise<void> {
  say(participant, await participant.find(count, isWanted))
}

function say(participant: Participant, events: RoomEvent[]): void {
  participant.say({ event: 'found', events: events.map(eventFields) })
}

function readCount(count: string | undefined): number {
  if (!count) return USUALLY_SHOWN
  if (/^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= MOST_FOUND) return Number(count)
  throw new Problem(
    `The number of messages is a whole number from 1 to ${MOST_FOUND}, not ${quote(count)}`
  )
}

/** The text in the form in which it is posted. Throws Problem when it is blank or too long. */
function checked(text: string): string {
  const clean = printableText(text)
  if (clean === '') throw new Problem('That text has no visible characters, so it was not sent')
  const bytes = b4a.byteLength(clean)
  if (bytes <= LIMITS.textBytes) return clean
  throw new Problem(
    `A message holds at most ${LIMITS.textBytes} bytes, and this one has ${bytes}: send it in parts`
  )
}
