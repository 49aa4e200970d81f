// The row below the line: a question, a problem, or the state of the room. Pure.
import { LIMITS } from '../../base/limits.ts'
import { b4a } from '../../base/packages.ts'
import type { Completion } from '../edit/completion.ts'
import type { Editor } from '../edit/editor-state.ts'
import { columnsOf } from '../edit/graphemes.ts'
import { textOf } from '../edit/line.ts'
import { clip } from './layout.ts'
import type { Scene, Wording } from './scene.ts'
import { bold, dim, note, plain, plainText, type Span } from './styled-text.ts'

/** How much of ` via <name>` says anything: three letters of the name and the ellipsis. */
const LEAST_CLIPPED = 9

/** The status for a row of that many columns, which may still have to be clipped; empty for none. */
export function statusOf(scene: Scene, columns: number): Span[] {
  const { editor, notice, connectProgress, isQuiet } = scene
  const asked = askedBy(editor)
  if (asked !== null) return asked
  const tooLong = tooLongBy(editor)
  if (tooLong !== null) return [bold(tooLong)]
  if (notice !== null) return [bold(notice)]
  if (connectProgress !== null) return [dim(connectProgress)]
  return isQuiet ? [] : [dim(roomStatus(scene, columns))]
}

/** A question or a choice that the next key answers; null while the line is being typed. */
function askedBy({ mode, line, leftOut }: Editor): Span[] | null {
  switch (mode.is) {
    case 'typing':
      return null
    case 'asking': {
      const which = leftOut > 0 ? 'only the first' : 'these'
      const count = textOf(line).split('\n').length
      return [bold(`Send ${which} ${count} lines as one message? y/n`)]
    }
    case 'searching': {
      const { query, found } = mode.search
      return [bold(`${found === -1 ? 'no match' : 'search'}: ${query}`)]
    }
    case 'completing':
      return mode.completion.options.length > 1 ? optionSpans(mode.completion) : null
  }
}

/** The selected option, and the next ones. */
function optionSpans({ options, index }: Completion): Span[] {
  return [...options.slice(index), ...options.slice(0, index)].flatMap((option, place) => {
    const name = option.trim()
    return [place === 0 ? bold(name) : dim(name), plain('  ')]
  })
}

/** Says that the line does not fit into a message; null when it does. */
function tooLongBy({ line, leftOut }: Editor): string | null {
  const bytes = Math.max(b4a.byteLength(textOf(line)) - LIMITS.textBytes, 0) + leftOut
  if (bytes === 0) return null
  const tooLong = `${bytes} ${bytes === 1 ? 'byte' : 'bytes'} too long for one message`
  return leftOut > 0 ? `${tooLong}: the end was left out` : tooLong
}

/** The longest version that fits. The path is in all of them, if only in a word. */
function roomStatus(scene: Scene, columns: number): string {
  const { room, remarks, path, relaying, names, away, waiting } = scene
  const join = (...parts: (string | undefined)[]): string => {
    const unsent = waiting.length > 0 ? `${waiting.length} unsent` : undefined
    return [...parts, unsent].filter((part) => part !== undefined).join(' · ')
  }
  const here = names.length === 0 ? 'plain host' : `${names.length} here`
  const full = (list: string): string => {
    return join(room, ...remarks, path?.full, relaying?.full, here + list)
  }
  const left = columns - columnsOf(full(''))
  if (left >= 0) return full(nameList(names, away, left))
  /** With as much of the path as fits beside them. */
  const beside = (...others: (string | undefined)[]): string => {
    const rest = columns - columnsOf(join('', ...others))
    return join(path ? clipWording(path, rest) : undefined, ...others)
  }
  const shorter = [
    join(...remarks, path?.full, relaying?.full, here),
    join(path?.full, relaying?.full, here),
    beside(relaying?.short, here),
    beside(here)
  ]
  return shorter.find((each) => columnsOf(each) <= columns) ?? (path ? beside() : join(here))
}

/** The full words with their end left out, or the short ones where little of that end would be left. */
function clipWording({ full, short }: Wording, columns: number): string {
  if (columnsOf(full) <= columns) return full
  if (columns < columnsOf(short) + LEAST_CLIPPED) return short
  return plainText(clip(note(plain(full)), columns))
}

/**
 * As many names as fit into that many columns: `: anna, ben and 3 more`, or `: anna, ben, eve (away)`. Looks at no more
 * names than that.
 */
function nameList(here: readonly string[], away: readonly string[], columns: number): string {
  const count = here.length + away.length
  let list = ''
  let fitting = ''
  let used = 0
  for (let index = 0; index < count; index++) {
    const name = here[index] ?? `${away[index - here.length]} (away)`
    const part = (index === 0 ? ': ' : ', ') + name
    used += columnsOf(part)
    if (used > columns) break
    list += part
    const tail = moreInWords(here.length - index - 1, count - index - 1)
    if (used + tail.length <= columns) fitting = list + tail
  }
  return fitting
}

/** Of those here, as long as some are not listed; then of those away, of whom none need be. */
function moreInWords(here: number, inAll: number): string {
  if (here > 0) return ` and ${here} more`
  return here < 0 && inAll > 0 ? ` and ${inAll} more away` : ''
}
