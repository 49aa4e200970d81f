// The row below the line: a question, a problem, or the state of the room. Pure.
import { LIMITS } from '../../base/limits.ts'
import { b4a } from '../../base/packages.ts'
import type { Completion } from '../edit/completion.ts'
import type { Editor } from '../edit/editor-state.ts'
import { columnsOf } from '../edit/graphemes.ts'
import { textOf } from '../edit/line.ts'
import type { Scene } from './scene.ts'
import { bold, dim, plain, type Span } from './styled-text.ts'

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

/** The longest version that fits. */
function roomStatus(scene: Scene, columns: number): string {
  const { room, remarks, names, away, waiting } = scene
  const unsent = waiting.length > 0 ? [`${waiting.length} unsent`] : []
  const join = (...parts: string[]): string => [...parts, ...unsent].join(' · ')
  const [path, relaying] = [scene.path, scene.relaying].map((part) => (part === null ? [] : [part]))
  const ways = [...(path ?? []), ...(relaying ?? [])]
  if (names.length === 0) return join(room, ...remarks, ...ways, 'plain host')
  const here = `${names.length} here`
  const listed = [...names, ...away.map((name) => `${name} (away)`)]
  const full = (list: string): string => join(room, ...remarks, ...ways, here + list)
  const left = columns - columnsOf(full(''))
  if (left >= 0) return full(nameList(listed, left))
  const shorter = [[...remarks, ...ways], ways, relaying ?? []].map((parts) => join(...parts, here))
  return shorter.find((each) => columnsOf(each) <= columns) ?? join(here)
}

/** As many names as fit into that many columns: `: anna, ben and 3 more`. Looks at no more names than that. */
function nameList(names: readonly string[], columns: number): string {
  let list = ''
  let fitting = ''
  let used = 0
  for (const [index, name] of names.entries()) {
    const part = (index === 0 ? ': ' : ', ') + name
    used += columnsOf(part)
    if (used > columns) break
    list += part
    const more = names.length - index - 1
    const tail = more > 0 ? ` and ${more} more` : ''
    if (used + tail.length <= columns) fitting = list + tail
  }
  return fitting
}
