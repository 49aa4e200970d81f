// What a chat tells its user, in words. Pure.
import { reportInWords } from '../app/report-words.ts'
import { pathInWords } from '../app/shown-path.ts'
import { duration } from '../base/duration.ts'
import { shortKey } from '../base/key.ts'
import type { Drop, DropReason } from '../room/drops.ts'
import type { LeaveReason } from '../room/events.ts'
import type { Person, RoomFacts } from '../room/messages.ts'
import { formatBytes } from '../pipe/progress.ts'
import type { Load } from '../relay/carrier.ts'
import type { Check } from './check.ts'
import type { Listed, Output } from './output.ts'

const DROPPED: Record<DropReason, string> = {
  forged: 'dropped a message without a valid signature of its author',
  replayed: 'dropped a replayed message',
  outdated: 'dropped a message signed more than a day before we joined: a replay, or a wrong clock',
  unreadable: 'dropped an invalid message',
  missing: 'some messages are missing'
}

/** An output as lines of text for a person. */
export function inWords(output: Output): string[] {
  switch (output.event) {
    case 'post':
      return said(
        output.signature === null ? `${output.name} (unsigned)` : output.name,
        output.text
      )
    case 'whisper':
      return said(`${output.name} (to you alone)`, output.text)
    case 'join':
      return [`${output.name} joined${output.isPlain ? ' (plain peer)' : ''}`]
    case 'leave':
      return [`${output.name} ${wasRemoved(output.reason) ? `was ${output.reason}` : 'left'}`]
    // A short cut is not worth a line: lists of people show it.
    case 'presence':
      return []
    case 'rename':
      return [`${output.formerly} is now ${output.name}`]
    case 'welcome':
      return [
        `you are ${output.name}; here: ${namesOf(output.roster).join(', ')}`,
        ...factsInWords(output)
      ]
    case 'returned':
      return returnInWords(output)
    case 'line':
      return output.text.split('\n')
    case 'whispered':
      return [`said to ${output.to} alone`]
    case 'roster':
      return [
        ...output.people.map(personInWords),
        ...(output.relaying ? [`you are ${relayingInWords(output.relaying)}`] : []),
        ...factsInWords(output)
      ]
    case 'unkept':
      return [unkeptInWords(output.reason)]
    case 'kept':
      return ['the transcript is written again, with all that was posted meanwhile']
    case 'found':
      if (output.events.length === 0) return ['nothing found']
      return output.events.flatMap((event) => inWords({ ...event, isHistory: true, isOwn: false }))
    case 'help':
      return output.lines
    case 'check':
      return checkInWords(output)
    case 'invite':
    case 'invited':
      return reportInWords(output).split('\n')
    case 'knock':
      return [`${shortKey(output.key)} knocks: /allow ${shortKey(output.key)} lets them in`]
    case 'knocks':
      return [knocksInWords(output.count)]
    case 'listed':
      return [`${shortKey(output.key)} is ${output.isListed ? 'now' : 'no longer'} ${output.list}`]
    case 'dropped':
      return [dropInWords(output)]
    case 'problem':
      return [output.text]
  }
}

/** As in `away 42 s, 7 missed`. Nothing where one connection took the place of another at once. */
function returnInWords({ seconds, missed }: Extract<Output, { event: 'returned' }>): string[] {
  if (seconds === 0 && missed === 0) return []
  const away = seconds === null ? 'back again' : `away ${duration(seconds)}`
  return [`${away}, ${missed === 0 ? 'nothing' : missed} missed`]
}

function knocksInWords(count: number): string {
  const who = count === 1 ? '1 more stranger knocks' : `${count} more strangers knock`
  return `${who}: /allow and the first 8 digits of a key lets somebody in`
}

function checkInWords({ name, words, of }: Check): string[] {
  const meaning = {
    connection: 'If they are the same, nobody is in between',
    keys:
      'Members have no connection of their own, so they are made of both keys: if they are the same, the ' +
      'host has exchanged neither'
  }
  return [
    ...words,
    `compare these words with ${name} by voice, who sees them with /check and your name. ${meaning[of]}`
  ]
}

/** A message with the name before each line; `/me ` at its start makes it an action. */
function said(name: string, text: string): string[] {
  const isAction = /^\/me\s/.test(text)
  const lines = (isAction ? text.slice(4) : text).split('\n')
  return lines.map((line) => (isAction ? `* ${name} ${line}` : `${name}: ${line}`))
}

/** After the first of a kind, drops are reported as a count. */
function dropInWords({ reason, author, count }: Drop): string {
  const remarks = [
    ...(author === '' ? [] : [shortKey(author)]),
    ...(count > 1 ? [`${count} of them`] : [])
  ]
  return DROPPED[reason] + (remarks.length > 0 ? ` (${remarks.join(', ')})` : '')
}

/** `reason`: null on members. */
function unkeptInWords(reason: string | null): string {
  const what =
    reason === null
      ? 'the host can no longer write its transcript'
      : `the transcript can no longer be written: ${reason}`
  return `${what}. What is posted from now on is lost when the host exits`
}

/** Lasting facts about a room, a word or two each. */
export function remarksOf({ isPrivate, transcript }: RoomFacts): string[] {
  return [...(isPrivate ? ['private'] : []), ...(transcript === 'failed' ? ['not kept'] : [])]
}

/** The same as sentences. */
function factsInWords({ roomName, isPrivate, transcript }: RoomFacts): string[] {
  return [
    ...(roomName === null ? [] : [`the room is called ${roomName}`]),
    ...(isPrivate ? ['the room is private: only listed keys get in'] : []),
    ...(transcript === 'failed' ? ['the host cannot write its transcript: nothing is kept'] : [])
  ]
}

/** How many pairs of others one relays for, and how much: `relaying 2, 40.0 KiB/s`. */
export function relayingInWords({ pairs, bytesPerSecond }: Load): string {
  return `relaying ${pairs}, ${formatBytes(bytesPerSecond)}/s`
}

function personInWords({ key, name, isPlain, isAway, ...way }: Listed): string {
  const remarks = [
    ...(isPlain ? ['plain peer'] : []),
    ...(isAway ? ['away'] : []),
    ...(way.path === null ? [] : [pathInWords(way)])
  ]
  return [name, key, ...remarks.map((remark) => `(${remark})`)].join(' ')
}

/** Those here first, then those away. */
function namesOf(people: readonly Person[]): string[] {
  const here = people.filter(({ isAway }) => !isAway)
  const away = people.filter(({ isAway }) => isAway)
  return [...here.map(({ name }) => name), ...away.map(({ name }) => `${name} (away)`)]
}

/** Whether the host has put somebody out of the room. */
export function wasRemoved(reason: LeaveReason): boolean {
  return reason === 'kicked' || reason === 'banned'
}
