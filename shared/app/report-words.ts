// The reports of the apps about themselves, in words: one table. Pure.
import type { ChatErrorCode } from '../base/errors.ts'
import { shortKey } from '../base/key.ts'
import { printable } from '../base/text.ts'
import type { Invitation, Passed, ReportEvent, Stage } from './report-events.ts'
import { isNameDue, pathInWords } from './shown-path.ts'

/** A report as a sentence, of one or more lines. */
export function reportInWords(event: ReportEvent): string {
  const words = WORDS[event.event](event as never)
  return words.split('\n').map(printable).join('\n')
}

const STAGES: Record<Stage, string> = {
  'looking-up': 'looking up the host',
  found: 'found the host, waiting for its answer',
  knocking: 'knocking',
  punching: 'found the host, opening a path',
  connected: 'connected directly, waiting for the room',
  waiting: 'trying again',
  lost: 'offline, reconnecting',
  left: 'the host has left, waiting',
  absent: 'the host is not there, waiting',
  'no-network': 'no DHT node answers, waiting'
}

/** Why a client keeps trying, and what it waits for. */
const TRYING: Partial<Record<ChatErrorCode, string>> = {
  PEER_NOT_FOUND:
    'Nobody is listening on that key. Is it the one the host prints? Trying until the host is online',
  NETWORK_UNREACHABLE:
    'No DHT node answered. Is this machine online, and does its firewall allow UDP? Trying until one answers',
  BUSY: 'The host is busy with others. Waiting for our turn',
  ROOM_FULL: 'The room is full. Waiting until somebody leaves'
}

/** How a client that had been admitted lost its host. */
const LOSSES: Partial<Record<ChatErrorCode, string>> = {
  HOST_LEFT: 'the host has left: waiting for it to return',
  LOST: 'the connection was lost: reconnecting'
}

/** How many texts are shown in full. */
const MOST_UNSENT = 50

function unsentInWords({ texts, draft, isKept }: EventOf<'unsent'>): string {
  const shown = texts.slice(0, MOST_UNSENT)
  const more = texts.length - shown.length
  const fate = isKept
    ? 'not sent yet, kept for the next start'
    : 'not sent, the host does not have it'
  return [
    ...(texts.length > 0 ? [`${fate} (${texts.length}):`] : []),
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(draft === '' ? [] : ['not sent, still being typed:', draft])
  ].join('\n')
}

function invitationInWords({ key, join, words, joinWithWords }: Invitation): string {
  const withWords = [
    words ?? '',
    `join with: ${joinWithWords}`,
    'these words are good once, for 10 minutes'
  ]
  // The key once more on a line of its own, where a double click selects just the key.
  const withKey = [`join with: ${join}`, key ?? '']
  return [...(words === null ? [] : withWords), ...(key === null ? [] : withKey)].join('\n')
}

function fingerprintInWords({ peer, sent, received }: EventOf<'fingerprint'>): string {
  const name = peer === null ? '' : `${peer}: `
  const line = (verb: string, passed: Passed | null): string[] =>
    passed ? [`${name}${verb} ${bytesInWords(passed.bytes)}, b2sum -l 128: ${passed.blake2b}`] : []
  return [...line('sent', sent), ...line('received', received)].join('\n')
}

const bytesInWords = (bytes: number): string => `${bytes} byte${bytes === 1 ? '' : 's'}`

/** As in ` (plain: no receipts, relayed via ben)`. A direct path is the usual one, and when a name is due, a report follows. */
function remarksInWords({ isPlain, ...way }: EventOf<'connected'>): string {
  const remarks = [
    ...(isPlain ? ['plain: no receipts'] : []),
    ...(way.path === 'direct' || isNameDue(way) ? [] : [pathInWords(way)])
  ]
  return remarks.length > 0 ? ` (${remarks.join(', ')})` : ''
}

type EventOf<Name> = Extract<ReportEvent, { event: Name }>
type WordsOf<Name> = (event: EventOf<Name>) => string

const WORDS: {
  [Name in ReportEvent['event']]: WordsOf<Name>
} = {
  // The key once more on a line of its own, where a double click selects just the key.
  listening: ({ key, join }) => `listening on: ${key}\njoin with: ${join}\n${key}`,
  'relay-offered': () =>
    'people of this room who have no direct path to its host may be connected through you, unread: --no-relay refuses',
  'relay-load': ({ pairs }) =>
    pairs > 0 ? 'relaying for others in this room' : 'no longer relaying for others',
  relaying: ({ key }) => `relaying on: ${key}`,
  problem: ({ text }) => text,
  'key-made': ({ folder }) => `your key is kept in ${folder}`,
  invite: invitationInWords,
  invited: ({ key, name }) =>
    `${name === null ? '' : `${name} `}${shortKey(key)} comes with your words, which are used up now`,
  redeeming: () => 'looking for the host that waits for these words',
  connecting: ({ key }) => `Connecting to: ${key}`,
  stage: ({ stage, name, way }) => {
    if (stage === 'knocking') return `knocking as ${name}`
    if (!way || way.path === 'direct') return STAGES[stage]
    return `connected (${pathInWords(way)}), waiting for the room`
  },
  retrying: ({ code, reason }) => TRYING[code] ?? `${reason}. Trying again`,
  knocking: ({ key, name }) =>
    `knocking as ${name}: the host does not answer yet. It may have just left, or its room is private: then ` +
    `it sees the key ${shortKey(key)} knock, unless it has banned it, and "/allow ${shortKey(key)}" lets you in`,
  silent: () =>
    'the host has not answered yet. If it is a program that only speaks plain bytes, join it with --plain',
  connected: (event) =>
    `got connection!${event.peer === null ? '' : ` ${event.peer}`}${remarksInWords(event)}`,
  path: ({ peer, ...way }) => `the path to ${peer ?? 'the host'} is now ${pathInWords(way)}`,
  reconnecting: ({ code, reason }) => LOSSES[code] ?? `${reason}. Reconnecting`,
  reconnected: ({ seconds }) => `back again after ${seconds} s`,
  refused: ({ peer, reason }) => `refused ${peer}: ${reason}`,
  lost: ({ peer, reason }) => `${peer}: ${reason}`,
  broken: ({ peer, seconds }) =>
    `the connection to ${peer} is broken: waiting up to ${seconds} s for it to come back`,
  resumed: ({ peer }) => `${peer} is back: the pipe goes on where it was`,
  fingerprint: fingerprintInWords,
  'input-unread': () =>
    'the other side accepts no data: standard input, which has been empty so far, was not read to its end',
  'output-failed': ({ reason }) => `${reason}. Events are dropped there until it works again`,
  'peer-ended': () => 'the peer has finished sending: press Ctrl-D to end your side',
  'plain-host': () => 'the host is a plain peer: nobody confirms that it received what you send',
  'name-unused': ({ name, wish }) =>
    `your key is already in the room as ${name}, so --name ${wish} is neither used nor remembered. Another ` +
    `participant, such as a bot, needs its own identity: -i <name>`,
  'host-left': () => 'the host has left',
  unsent: unsentInWords
}
