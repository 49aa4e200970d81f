// What the apps tell of themselves: every event, and one table from events to words. Pure.
import type { ChatErrorCode } from '../base/errors.ts'
import { printable } from '../base/text.ts'

export type ReportEvent =
  | { event: 'listening'; key: string; join: string }
  | { event: 'key-made'; folder: string }
  | { event: 'connecting'; key: string }
  /** `name` is what this member wants to be called. */
  | { event: 'stage'; stage: Stage; name: string }
  | { event: 'retrying'; code: ChatErrorCode; reason: string }
  | { event: 'knocking'; key: string; name: string }
  | { event: 'silent' }
  | { event: 'connected'; peer: string | null; isPlain: boolean }
  | { event: 'refused'; peer: string; reason: string }
  | { event: 'lost'; peer: string; reason: string }
  | { event: 'peer-ended' }
  | { event: 'input-unread' }
  | { event: 'plain-host' }
  | { event: 'name-unused'; name: string; wish: string }
  | { event: 'host-left' }
  /** What the host does not have, and never will: texts that were sent, and the line that was being typed. */
  | { event: 'unsent'; texts: readonly string[]; draft: string }

/** How far connecting is. */
export type Stage = keyof typeof STAGES

/** An event in words, of one or more lines. */
export function reportInWords(event: ReportEvent): string {
  const words = WORDS[event.event](event as never)
  return words.split('\n').map(printable).join('\n')
}

const STAGES = {
  'looking-up': 'looking up the host',
  found: 'found the host, waiting for its answer',
  knocking: 'knocking',
  punching: 'found the host, opening a path',
  connected: 'connected, waiting for the room',
  waiting: 'trying again'
}

/** Why a client is still trying, and what it waits for. */
const TRYING: Partial<Record<ChatErrorCode, string>> = {
  PEER_NOT_FOUND:
    'Nobody is listening on that key. Is it the one the host prints? Trying until the host is there',
  NETWORK_UNREACHABLE:
    'No node of the DHT answered. Is this machine online, and is UDP let through? Trying until one does',
  BUSY: 'The host is busy with others. Waiting for our turn',
  ROOM_FULL: 'The room is full. Waiting until somebody leaves'
}

/** As many texts are shown in full. */
const MOST_UNSENT = 50

function unsentInWords({ texts, draft }: EventOf<'unsent'>): string {
  const shown = texts.slice(0, MOST_UNSENT)
  const more = texts.length - shown.length
  return [
    ...(texts.length > 0 ? [`not sent, the host does not have it (${texts.length}):`] : []),
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(draft === '' ? [] : ['not sent, still being typed:', draft])
  ].join('\n')
}

type EventOf<Name> = Extract<ReportEvent, { event: Name }>
type WordsOf<Name> = (event: EventOf<Name>) => string

const WORDS: {
  [Name in ReportEvent['event']]: WordsOf<Name>
} = {
  // The key once more by itself: there, a double click selects no more than it.
  listening: ({ key, join }) => `listening on: ${key}\njoin with: ${join}\n${key}`,
  'key-made': ({ folder }) => `your key is kept in ${folder}`,
  connecting: ({ key }) => `Connecting to: ${key}`,
  stage: ({ stage, name }) => (stage === 'knocking' ? `knocking as ${name}` : STAGES[stage]),
  retrying: ({ code, reason }) => TRYING[code] ?? `${reason}. Trying again`,
  knocking: ({ key, name }) =>
    `knocking as ${name}: the host does not answer yet. It may have just left, or its room is private: then ` +
    `it sees the key ${key.slice(0, 8)} knock, unless it has banned it, and "/allow ${key.slice(0, 8)}" lets you in`,
  silent: () =>
    'the host has not answered yet. If it is a program that knows only plain bytes, join it with --plain',
  connected: ({ peer, isPlain }) =>
    `got connection!${peer === null ? '' : ` ${peer}`}${isPlain ? ' (plain: no receipts)' : ''}`,
  refused: ({ peer, reason }) => `refused ${peer}: ${reason}`,
  lost: ({ peer, reason }) => `${peer}: ${reason}`,
  'input-unread': () =>
    'the other side takes no data: standard input, which has given none yet, was not read to its end',
  'peer-ended': () => 'the peer has ended: Ctrl-D ends your side',
  'plain-host': () => 'the host is a plain peer: nobody confirms that it has what you send',
  'name-unused': ({ name, wish }) =>
    `your key is in the room already, as ${name}, so --name ${wish} is neither used nor remembered. Somebody ` +
    `else, like a bot, needs an identity of its own: -i <name>`,
  'host-left': () => 'the host has left',
  unsent: unsentInWords
}
