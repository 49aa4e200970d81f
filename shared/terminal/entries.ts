// What a chat tells, as entries of a screen. Pure.
import { reportInWords, type ReportEvent } from '../app/report-words.ts'
import { inWords, type Output } from '../chat/output.ts'
import { bold, dim, note, plain, type Entry, type Span } from './draw/styled-text.ts'

const FIRST_STEPS = [
  'Type a line and press Enter to say it.',
  '/help lists the commands; Tab completes them, and names.',
  '/quit leaves, and so does Ctrl-C twice.'
]

/** Something somebody said. */
export interface Said {
  /** Milliseconds since 1970. */
  time: number
  /** The public key of who said it. */
  author: string
  name: string
  text: string
  /** What there is to know of it, as in `to you alone`. */
  remark?: string
}

/** What a person said: `14:05 anna: text`, or `14:05 * anna waves`. Where `me` is named, it stands out. */
export function messageEntry({ time, author, name, text, remark }: Said, me: string | null): Entry {
  const nameSpan: Span = { text: name, style: { name: author } }
  const remarks = remark === undefined ? [] : [dim(` (${remark})`)]
  const action = /^\/me\s+([^]*)$/.exec(text)?.[1]
  const head = [dim(`${clock(time)} `)]
  if (action === undefined) head.push(nameSpan, ...remarks, plain(': '))
  else head.push(plain('* '), nameSpan, ...remarks, plain(' '))
  return { head, body: withMentions(action ?? text, me) }
}

/** What happened, in passing. */
export function eventEntry(time: number, text: string): Entry {
  return { head: [dim(`${clock(time)} `)], body: [dim(text)] }
}

/** A line of nobody in particular: of a plain host. */
export function lineEntry(time: number, text: string): Entry {
  return { head: [dim(`${clock(time)} `)], body: [plain(text)] }
}

/** All that is neither a message nor a coming and going. */
export function noteEntries(output: Output): Entry[] {
  return inWords(output).map((text) => {
    if (['problem', 'knock', 'knocks'].includes(output.event)) return note(bold(text))
    return note(output.event === 'help' ? plain(text) : dim(text))
  })
}

/** What the app tells of itself; `isWhole` for what is to be copied. */
export function reportEntries(event: ReportEvent, isWhole: boolean): Entry[] {
  return reportInWords(event)
    .split('\n')
    .map((line) => ({ ...note(isWhole ? plain(line) : dim(line)), isWhole }))
}

/** What a new person has to know. */
export function firstSteps(): Entry[] {
  return FIRST_STEPS.map((line) => note(plain(line)))
}

/** A line across, with words in it. */
export function rule(text: string, style: 'dim' | 'bold' = 'dim'): Entry {
  return note({ text: `── ${text} ──`, style })
}

/** Whether a text names somebody: as a word, whatever the case. */
export function mentions(text: string, name: string): boolean {
  return mentionPattern(name).test(text)
}

/** The local time of day, `14:05`. */
export function clock(time: number): string {
  const date = new Date(time)
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The local day, `Tue 24 Nov 2026`. */
export function day(time: number): string {
  const date = new Date(time)
  return `${DAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`
}

function withMentions(text: string, me: string | null): Span[] {
  if (me === null || !mentions(text, me)) return [plain(text)]
  return text
    .split(mentionPattern(me))
    .map((part, index): Span => (index % 2 === 0 ? plain(part) : { text: part, style: 'mark' }))
    .filter((span) => span.text !== '')
}

function mentionPattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_])(${escaped})(?![\\p{L}\\p{N}_])`, 'iu')
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
