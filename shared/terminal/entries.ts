// Turns the output of a chat into entries of a screen. Pure.
import type { PublicKey } from '../base/key.ts'
import type { ReportEvent } from '../app/report-events.ts'
import { reportInWords } from '../app/report-words.ts'
import type { EventFields, Output } from '../chat/output.ts'
import { inWords } from '../chat/output-words.ts'
import type { Size } from './draw/frame.ts'
import { codeEntries } from './draw/qr-code.ts'
import { bold, dim, note, plain, type Entry, type Span } from './draw/styled-text.ts'

const FIRST_STEPS = [
  'Type a line and press Enter to send it.',
  '/help lists the commands; Tab completes them, and names.',
  '/quit leaves, and so does Ctrl-C twice.'
]

/** A message of a person. */
export interface Said {
  /** Milliseconds since 1970. */
  time: number
  /** The author's public key; '' while we do not know our own. */
  author: PublicKey | ''
  name: string
  text: string
  /** Shown beside the name, as in `to you alone`. */
  remark?: string
}

/** A message: `14:05 anna: text`, or `14:05 * anna waves`. Mentions of `me` are highlighted. */
export function messageEntry({ time, author, name, text, remark }: Said, me: string | null): Entry {
  const nameSpan: Span = { text: name, style: { name: author } }
  const remarks = remark === undefined ? [] : [dim(` (${remark})`)]
  const action = /^\/me\s+([^]*)$/.exec(text)?.[1]
  const head = [dim(`${clock(time)} `)]
  if (action === undefined) head.push(nameSpan, ...remarks, plain(': '))
  else head.push(plain('* '), nameSpan, ...remarks, plain(' '))
  return { head, body: withMentions(action ?? text, me) }
}

/** An event such as a join, shown dimmed. */
export function eventEntry(time: number, text: string): Entry {
  return { head: [dim(`${clock(time)} `)], body: [dim(text)] }
}

/** A line without an author, from a plain host. */
export function lineEntry(time: number, text: string): Entry {
  return { head: [dim(`${clock(time)} `)], body: [plain(text)] }
}

/** Any output other than messages, joins and leaves. */
export function noteEntries(output: Output): Entry[] {
  if (output.event === 'invite') return reportEntries(output)
  return inWords(output).map((text) => {
    if (['problem', 'knock', 'knocks', 'invited'].includes(output.event)) return note(bold(text))
    return note(output.event === 'help' ? plain(text) : dim(text))
  })
}

/** Reports that are meant to be copied, or have to be read. */
const WHOLE = new Set<ReportEvent['event']>(['listening', 'connecting', 'invite', 'unsent'])

/** A report of the app. */
export function reportEntries(event: ReportEvent): Entry[] {
  const isWhole = WHOLE.has(event.event)
  return reportInWords(event)
    .split('\n')
    .map((line) => ({ ...note(isWhole ? plain(line) : dim(line)), isWhole }))
}

/** The code of the key in an invitation, for a camera; none where there is no key, or no room. */
export function invitationCode(output: Output, size: Size): Entry[] {
  if (output.event !== 'invite' || output.key === null) return []
  // Of capitals and digits alone, a code is a third smaller.
  return codeEntries(output.key.toUpperCase(), size)
}

/** The instructions for a first-time user. */
export function firstSteps(): Entry[] {
  return FIRST_STEPS.map((line) => note(plain(line)))
}

/** A horizontal rule with a text in it. */
export function rule(text: string, style: 'dim' | 'bold' = 'dim'): Entry {
  return note({ text: `── ${text} ──`, style })
}

/** Whether a text mentions somebody: the name as a whole word, ignoring case. */
export function mentions(text: string, name: string): boolean {
  return mentionPattern(name).test(text)
}

/** Local time of day, `14:05`. */
export function clock(time: number): string {
  const date = new Date(time)
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Local date, `Tue 24 Nov 2026`. */
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

type PostFields = Extract<EventFields, { event: 'post' }>

/** Messages that were looked for, under the days they are of. */
export function foundEntries(
  events: readonly EventFields[],
  entryOf: (post: PostFields) => Entry
): Entry[] {
  const entries: Entry[] = []
  let shown = ''
  for (const event of events) {
    if (event.event !== 'post') continue
    const today = day(event.time)
    if (today !== shown) entries.push(rule(today))
    shown = today
    entries.push(entryOf(event))
  }
  const count = events.length === 1 ? 'one message' : `${events.length} messages`
  return [...entries, rule(events.length === 0 ? 'nothing found' : `that was ${count} from before`)]
}
