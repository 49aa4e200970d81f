// What was typed, kept beside the identity's key: one JSON string a line.
import fs from '#fs'
import path from '#path'
import { codeOf, messageOf } from '../../base/errors.ts'
import { printableText, visible } from '../../base/text.ts'
import { HISTORY_LIMIT } from './history.ts'

const FILE = 'typed'

export class HistoryFile {
  readonly #path: string | null
  readonly #onProblem: (problem: string) => void

  /** `folder` is null to keep nothing. A chat goes on without its history: `onProblem` says why. */
  constructor(folder: string | null, onProblem: (problem: string) => void) {
    this.#path = folder === null ? null : path.join(folder, FILE)
    this.#onProblem = onProblem
  }

  /** The newest lines, oldest first; null when nothing was ever typed here. */
  load(): string[] | null {
    if (this.#path === null) return null
    try {
      const lines = fs.readFileSync(this.#path, 'utf8').split('\n')
      const history = lines.map(readEntry).filter((text) => text !== '')
      // Not at every start: only when it has become twice as long.
      if (history.length > 2 * HISTORY_LIMIT) this.#replace(history.slice(-HISTORY_LIMIT))
      return history.slice(-HISTORY_LIMIT)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.#excuse('read', error)
      return null
    }
  }

  append(text: string): void {
    if (this.#path === null) return
    try {
      fs.appendFileSync(this.#path, writeEntry(text), { mode: 0o600 })
    } catch (error) {
      this.#excuse('kept', error)
    }
  }

  #replace(history: string[]): void {
    fs.writeFileSync(`${this.#path}.tmp`, history.map(writeEntry).join(''), { mode: 0o600 })
    fs.renameSync(`${this.#path}.tmp`, `${this.#path}`)
  }

  #excuse(what: string, error: unknown): void {
    const file = visible(this.#path ?? '')
    this.#onProblem(`What is typed cannot be ${what} in ${file}: ${messageOf(error)}`)
  }
}

function writeEntry(text: string): string {
  return `${JSON.stringify(text)}\n`
}

/** Empty for what is no entry, as a line that was cut off by a full disk. */
function readEntry(line: string): string {
  try {
    const text: unknown = JSON.parse(line)
    return typeof text === 'string' ? printableText(text) : ''
  } catch {
    return ''
  }
}
