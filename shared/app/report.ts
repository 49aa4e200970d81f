// What the apps tell people and scripts about themselves: one table from event to words, or JSON.
import type { ChatError } from '../base/errors.ts'
import { errorInWords, isLeaving, reportErrorsAs } from './exit.ts'
import type { Options } from './options.ts'
import { columns, isTerminal, stderr, stdout } from './runtime.ts'
import { jsonLine, visible } from '../base/text.ts'

export type ReportEvent =
  | { event: 'listening'; key: string; join: string }
  | { event: 'connecting'; key: string }
  | { event: 'stage'; stage: Stage }
  | { event: 'retrying'; reason: string }
  | { event: 'knocking'; key: string }
  | { event: 'connected'; peer: string | null; isPlain: boolean }
  | { event: 'refused'; peer: string; reason: string }
  | { event: 'lost'; peer: string; reason: string }
  | { event: 'peer-ended' }
  | { event: 'host-left' }

/** How far a pipe has come: as fields for scripts, and as a line for people. */
export interface ProgressReport {
  event: 'progress' | 'done'
  fields: object
  /** A line of at most so many letters. */
  line: (columns: number) => string
}

/** How far connecting is, beyond looking the host up: its whereabouts are known, or a path is being opened. */
export type Stage = 'found' | 'punching'

export type Report = (event: ReportEvent) => void

export interface ReporterOptions {
  write: (text: string) => void
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
    const { write, format, isQuiet, isLeaving } = this.#options
    // It passes, and has a place on a screen only.
    if (event.event === 'stage') return
    if (format === 'json') {
      write(jsonLine(event))
      return
    }
    if (isQuiet && event.event !== 'listening') return
    if (isLeaving() && event.event === 'host-left') return
    write(`${this.#erasure()}${reportInWords(event)}\n`)
  }

  /** The error that ends the process, as it is to be printed. */
  formatError(error: ChatError): string {
    if (this.isJson) return errorAsJson(error)
    return `${this.#isProgressShown ? '\n' : ''}${errorInWords(error)}`
  }

  /** Draws one line over and over; as JSON it is an event like the others. */
  progress({ event, fields, line }: ProgressReport): void {
    const { write, format, isQuiet, columns } = this.#options
    if (format === 'json') write(jsonLine({ event, ...fields }))
    if (format === 'json' || isQuiet || columns === null) return
    const isLast = event === 'done'
    // A line that wraps could not be drawn over.
    const text = line(Math.max(columns() - 1, 0))
    write(`${ERASE_LINE}${text}${isLast ? '\n' : ''}`)
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
  return words.split('\n').map(visible).join('\n')
}

const STAGES: Record<Stage, string> = {
  found: 'found, asking the host in',
  punching: 'found, opening a path'
}

type EventOf<Name> = Extract<ReportEvent, { event: Name }>
type WordsOf<Name> = (event: EventOf<Name>) => string

const WORDS: {
  [Name in ReportEvent['event']]: WordsOf<Name>
} = {
  listening: ({ key, join }) => `listening on: ${key}\njoin with: ${join}`,
  connecting: ({ key }) => `Connecting to: ${key}`,
  stage: ({ stage }) => STAGES[stage],
  retrying: ({ reason }) => `${reason} - trying on`,
  knocking: ({ key }) =>
    `the host is there and does not open. If its room is private, it sees ${key.slice(0, 8)} knock, and ` +
    `"/allow ${key.slice(0, 8)}" lets you in: waiting for that`,
  connected: ({ peer, isPlain }) =>
    `got connection!${peer === null ? '' : ` ${peer}`}${isPlain ? ' (plain: no receipts)' : ''}`,
  refused: ({ peer, reason }) => `refused ${peer}: ${reason}`,
  lost: ({ peer, reason }) => `${peer}: ${reason}`,
  'peer-ended': () => 'the peer has ended: Ctrl-D ends your side',
  'host-left': () => 'the host has left'
}

/**
 * The reporter of an app. A chat on a terminal is told on that; otherwise it is standard error, so that
 * standard output carries data only. It also prints the error that ends the process.
 */
export function createReporter({ mode, isOnTerminal, isQuiet, isJson }: Options): Reporter {
  const stream = mode === 'chat' && isOnTerminal ? stdout() : stderr()
  const reporter = new Reporter({
    write: (text) => void stream.write(text),
    format: isJson ? 'json' : 'text',
    isQuiet,
    columns: isTerminal(2) ? columns : null,
    isLeaving
  })
  reportErrorsAs((error) => reporter.formatError(error))
  return reporter
}
