// A line of text with a cursor, and the edits on it. Pure.
import { LIMITS } from '../../base/limits.ts'
import { b4a } from '../../base/packages.ts'
import { graphemeEnd, graphemeStart } from './graphemes.ts'

/** The text before and after the cursor, which is always at a grapheme boundary. */
export interface Line {
  readonly before: string
  readonly after: string
}

export type Edit = (line: Line) => Line

export const EMPTY: Line = { before: '', after: '' }

const WORD = /[\p{L}\p{N}\p{M}_]+/u
const WORD_AT_START = new RegExp(`^[^]*?${WORD.source}`, 'u')

export function textOf({ before, after }: Line): string {
  return before + after
}

/** A line with the cursor at its end. */
export function lineOf(text: string): Line {
  return { before: text, after: '' }
}

export function insert({ before, after }: Line, text: string): Line {
  return settle(before + text, after)
}

/** As much of the start of `text` as fits into the line. */
export function fitting(line: Line, text: string): string {
  const room = Math.max(LIMITS.lineBytes - b4a.byteLength(textOf(line)), 0)
  if (b4a.byteLength(text) <= room) return text
  let bytes = 0
  let length = 0
  for (const letter of text) {
    bytes += b4a.byteLength(letter)
    if (bytes > room) break
    length += letter.length
  }
  return text.slice(0, graphemeStart(text, length))
}

export const left: Edit = (line) => moveTo(line, previous(line))
export const right: Edit = (line) => moveTo(line, next(line))
export const home: Edit = (line) => moveTo(line, 0)
export const end: Edit = (line) => moveTo(line, textOf(line).length)
export const wordLeft: Edit = (line) => moveTo(line, wordStart(line))
export const wordRight: Edit = (line) => moveTo(line, wordEnd(line))

export const deleteLeft: Edit = (line) => settle(line.before.slice(0, previous(line)), line.after)
export const deleteRight: Edit = (line) =>
  settle(line.before, line.after.slice(next(line) - line.before.length))
export const deleteToStart: Edit = ({ after }) => ({ before: '', after })
export const deleteToEnd: Edit = ({ before }) => ({ before, after: '' })
export const deleteWordLeft: Edit = (line) =>
  settle(line.before.slice(0, wordStart(line)), line.after)
export const deleteWordRight: Edit = (line) =>
  settle(line.before, line.after.slice(wordEnd(line) - line.before.length))
/** Like Ctrl-W: deletes back to white space, whatever the characters are. */
export const deleteBlankWordLeft: Edit = ({ before, after }) =>
  settle(
    before.slice(
      0,
      lastStart(before, (letter) => letter.trim() !== '')
    ),
    after
  )

/** The text that an edit removed. */
export function removed(from: Line, to: Line): string {
  const { length } = textOf(from)
  const count = length - textOf(to).length
  return textOf(from).slice(to.before.length, to.before.length + Math.max(count, 0))
}

function moveTo(line: Line, index: number): Line {
  return settle(textOf(line).slice(0, index), textOf(line).slice(index))
}

/** Joined text may form one grapheme around the cursor: then the cursor moves behind it. */
function settle(before: string, after: string): Line {
  if (before === '' || after === '') return { before, after }
  const text = before + after
  if (graphemeStart(text, before.length) === before.length) return { before, after }
  const edge = graphemeEnd(text, before.length)
  return { before: text.slice(0, edge), after: text.slice(edge) }
}

function previous({ before }: Line): number {
  return before === '' ? 0 : graphemeStart(before, before.length - 1)
}

function next(line: Line): number {
  return line.after === '' ? line.before.length : line.before.length + graphemeEnd(line.after, 0)
}

function wordStart({ before }: Line): number {
  return lastStart(before, (letter) => WORD.test(letter))
}

function wordEnd({ before, after }: Line): number {
  const [word] = WORD_AT_START.exec(after) ?? []
  return before.length + (word ?? after).length
}

/** Start of the last word of a text: a run of letters that `isWithin`, with any others behind it. */
function lastStart(text: string, isWithin: (letter: string) => boolean): number {
  const letters = Array.from(text)
  const pop = (isWanted: boolean): void => {
    while (letters.length > 0 && isWithin(letters.at(-1) ?? '') === isWanted) letters.pop()
  }
  pop(false)
  pop(true)
  return letters.join('').length
}
