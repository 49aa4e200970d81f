// Reports what the app does to people and scripts: as sentences or JSON, on standard error or output.
import type { ChatError } from '../base/errors.ts'
import { errorInWords, isLeaving, reportErrorsAs } from './exit.ts'
import type { ReportEvent } from './report-events.ts'
import { reportInWords } from './report-words.ts'
import { isVital } from './quiet.ts'
import type { CommonOptions } from './options.ts'
import { columns } from './runtime.ts'
import { isTerminal } from './descriptor.ts'
import { wordOutlet } from './outlets.ts'
import { Words } from './words.ts'
import { wrapWords } from './wrap.ts'
import { jsonLine } from '../base/text.ts'

/** Progress of a pipe: as fields for scripts, and as a line for people. */
export interface ProgressReport {
  event: 'progress' | 'done'
  fields: object
  /** A line of at most `columns` letters. */
  line: (columns: number) => string
}

export type Report = (event: ReportEvent) => void

export interface ReporterOptions {
  words: Words
  /** text: lines for people. json: one object a line, for scripts. */
  format: 'text' | 'json'
  /** Report only what the user has to know: the key to join with. */
  isQuiet: boolean
  /** The terminal's width, for a progress line that is redrawn; null if it is not a terminal. */
  columns: (() => number) | null
  /** Whether the process is exiting: disconnects are expected then. */
  isLeaving: () => boolean
}

/** Lines that scripts match and people copy: they are never wrapped. */
const COPIED = new Set<ReportEvent['event']>([
  'listening',
  'relaying',
  'invite',
  'connecting',
  'connected',
  'unsent'
])
const ERASE_LINE = '\r\x1b[K'

export class Reporter {
  readonly #options: ReporterOptions
  #isProgressShown = false
  /** What was last said about relaying: once, not at every change of the rate. */
  #relaying = ''

  constructor(options: ReporterOptions) {
    this.#options = options
  }

  get isJson(): boolean {
    return this.#options.format === 'json'
  }

  /** Whether progress is shown at all. */
  get wantsProgress(): boolean {
    const { format, isQuiet, columns } = this.#options
    return !isQuiet && (format === 'json' || columns !== null)
  }

  readonly report: Report = (event) => {
    const { words, format, isQuiet, columns, isLeaving } = this.#options
    // Transient: only a screen has a place for it.
    if (event.event === 'stage') return
    if (format === 'json') {
      words.write(jsonLine(event))
      return
    }
    if (isQuiet && !isVital(event)) return
    if (isLeaving() && event.event === 'host-left') return
    const sentence = reportInWords(event)
    if (event.event === 'relay-load') {
      if (sentence === this.#relaying) return
      this.#relaying = sentence
    }
    const isWrapped = columns !== null && !COPIED.has(event.event)
    words.write(`${this.#erasure()}${isWrapped ? wrapWords(sentence, columns()) : sentence}\n`)
  }

  /** The error that ends the process, formatted for printing. */
  formatError(error: ChatError): string {
    if (this.isJson) return errorAsJson(error)
    const width = this.#options.columns?.() ?? null
    return `${this.#isProgressShown ? '\n' : ''}${errorInWords(error, width)}`
  }

  /** Redraws one line; as JSON it is an event like any other. */
  progress({ event, fields, line }: ProgressReport): void {
    const { words, format, isQuiet, columns } = this.#options
    if (format === 'json') words.write(jsonLine({ event, ...fields }))
    if (format === 'json' || isQuiet || columns === null) return
    const isLast = event === 'done'
    // A line that wraps could not be redrawn.
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

type ReporterSetup = Pick<CommonOptions, 'isOnTerminal' | 'isQuiet' | 'isJson'> & {
  mode: 'chat' | 'pipe' | 'relay'
}

/**
 * The reporter of an app. A chat on a terminal reports there; everything else reports on standard error, so that
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
