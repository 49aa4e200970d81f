// The input history, stored beside the identity's key: one JSON string a line.
import path from '#path'
import { printableText, visible } from '../../base/text.ts'
import { appendLines } from '../../identity/append-lines.ts'
import { replaceFile } from '../../identity/atomic-file.ts'
import { readText, reasonOf } from '../../identity/plain-file.ts'
import { HISTORY_LIMIT } from './history.ts'

const FILE = 'typed'

/** Twice as many of the longest lines as are remembered. */
const MAX_BYTES = 64 * 1024 * 1024

export class HistoryFile {
  readonly #path: string | null
  readonly #onProblem: (problem: string) => void
  #isExcused = false

  /** Null `folder`: nothing is kept. A chat continues without a history file: `onProblem` says why, once. */
  constructor(folder: string | null, onProblem: (problem: string) => void) {
    this.#path = folder === null ? null : path.join(folder, FILE)
    this.#onProblem = onProblem
  }

  /** The newest lines, oldest first; null if nothing was ever typed under this identity. */
  load(): string[] | null {
    const file = this.#path
    if (file === null) return null
    let history: string[] = []
    try {
      const text = readText(file, MAX_BYTES)
      if (text === null) return null
      history = text
        .split('\n')
        .map(readEntry)
        .filter((text) => text !== '')
      // Not at every start: only once it has doubled.
      const isLong = history.length > 2 * HISTORY_LIMIT
      history = history.slice(-HISTORY_LIMIT)
      if (isLong) replaceFile(file, history.map((entry) => `${writeEntry(entry)}\n`).join(''))
    } catch (error) {
      this.#excuse(file, error)
    }
    return history
  }

  append(text: string): void {
    if (this.#path === null) return
    try {
      appendLines(this.#path, [writeEntry(text)], { isSynced: false })
    } catch (error) {
      this.#excuse(this.#path, error)
    }
  }

  #excuse(file: string, error: unknown): void {
    if (this.#isExcused) return
    this.#isExcused = true
    this.#onProblem(`Cannot save what is typed in ${visible(file)}: ${reasonOf(error)}`)
  }
}

function writeEntry(text: string): string {
  return JSON.stringify(text)
}

/** Empty for an invalid entry, such as a line truncated by a full disk. */
function readEntry(line: string): string {
  try {
    const text: unknown = JSON.parse(line)
    return typeof text === 'string' ? printableText(text) : ''
  } catch {
    return ''
  }
}
