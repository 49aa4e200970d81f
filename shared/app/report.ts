// What the apps tell people and scripts about themselves: one table from event to words, or JSON.
import type { ChatError, ChatErrorCode } from '../base/errors.ts'
import { errorInWords, isLeaving, reportErrorsAs } from './exit.ts'
import { isVital } from './quiet.ts'
import type { CommonOptions } from './options.ts'
import { columns } from './runtime.ts'
import { isTerminal } from './descriptor.ts'
import { wordOutlet } from './outlet.ts'
import { Words } from './words.ts'
import { jsonLine, printable } from '../base/text.ts'

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
  | { event: 'plain-host' }
  | { event: 'name-unused'; name: string; wish: string }
  | { event: 'host-left' }
  /** What the host does not have, and never will: texts that were sent, and the line that was being typed. */
  | { event: 'unsent'; texts: readonly string[]; draft: string }

/** How far a pipe has come: as fields for scripts, and as a line for people. */
export interface ProgressReport {
  event: 'progress' | 'done'
  fields: object
  /** A line of at most so many letters. */
  line: (columns: number) => string
}

/** How far connecting is. */
export type Stage = keyof typeof STAGES

export type Report = (event: ReportEvent) => void

export interface ReporterOptions {
  words: Words
  /** text: lines for people. json: one object a line, for scripts. */
  format: 'text' | 'json'
  /** Only what somebody has to know: the key to join with. */
  isQuiet: boolean
  /** The width of the terminal, for a line of progress that is drawn over; null for no terminal. */
  columns: (() => number) | null
  /** Whether the process is ending: that the others go then is no news. */
  isLeaving: () => boolean
}

const ERASE_LINE = '\r\x1b[K'

export class Reporter {
  readonly #options: ReporterOptions
  #isProgressShown = false

  constructor(options: ReporterOptions) {
    this.#options = options
  }

  get isJson(): boolean {
    return this.#options.format === 'json'
  }

  /** Whether somebody wants to hear of progress. */
  get wantsProgress(): boolean {
    const { format, isQuiet, columns } = this.#options
    return !isQuiet && (format === 'json' || columns !== null)
  }

  readonly report: Report = (event) => {
    const { words, format, isQuiet, isLeaving } = this.#options
    // It passes: only a screen has a place for it.
    if (event.event === 'stage') return
    if (format === 'json') {
      words.write(jsonLine(event))
      return
    }
    if (isQuiet && !isVital(event)) return
    if (isLeaving() && event.event === 'host-left') return
    words.write(`${this.#erasure()}${reportInWords(event)}\n`)
  }

  /** The error that ends the process, as it is to be printed. */
  formatError(error: ChatError): string {
    if (this.isJson) return errorAsJson(error)
    return `${this.#isProgressShown ? '\n' : ''}${errorInWords(error)}`
  }

  /** Draws one line over and over; as JSON it is an event like the others. */
  progress({ event, fields, line }: ProgressReport): void {
    const { words, format, isQuiet, columns } = this.#options
    if (format === 'json') words.write(jsonLine({ event, ...fields }))
    if (format === 'json' || isQuiet || columns === null) return
    const isLast = event === 'done'
    // A line that wraps could not be drawn over.
    const text = `${ERASE_LINE}${line(Math.max(columns() - 1, 0))}`
    if (isLast) words.write(`${text}\n`)
    else words.draw(text)
    this.#isProgressShown = !isLast
  }

  #erasure(): string {
    const erasure = this.#isProgressShown ? ERASE_LINE : ''
    this.#isProgressShown = false
    return erasure
  }
}

/** The error that ends the process as a line of JSON. */
export function errorAsJson(error: ChatError): string {
  const { code, message, exitCode, trace } = error
  return jsonLine({ event: 'error', code, message, exitCode, ...(trace && { trace }) })
}

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
  BUSY: 'The host is busy: a pipe has one peer at a time. Waiting for its turn',
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
  'peer-ended': () => 'the peer has ended: Ctrl-D ends your side',
  'plain-host': () => 'the host is a plain peer: nobody confirms that it has what you send',
  'name-unused': ({ name, wish }) =>
    `your key is in the room already, as ${name}, so --name ${wish} is neither used nor remembered. Somebody ` +
    `else, like a bot, needs an identity of its own: -i <name>`,
  'host-left': () => 'the host has left',
  unsent: unsentInWords
}

type ReporterSetup = Pick<CommonOptions, 'isOnTerminal' | 'isQuiet' | 'isJson'> & {
  mode: 'chat' | 'pipe'
}

/**
 * The reporter of an app. A chat on a terminal is told on that; otherwise it is standard error, so that
 * standard output carries data only. It also prints the error that ends the process.
 */
export function createReporter({ mode, isOnTerminal, isQuiet, isJson }: ReporterSetup): Reporter {
  const format = isJson ? 'json' : 'text'
  const reporter = new Reporter({
    words: new Words({ outlet: wordOutlet(mode === 'chat' && isOnTerminal ? 1 : 2), format }),
    format,
    isQuiet,
    columns: isTerminal(2) ? columns : null,
    isLeaving
  })
  reportErrorsAs((error) => reporter.formatError(error))
  return reporter
}
