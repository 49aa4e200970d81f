// What was typed, kept beside the identity's key: one JSON string a line.
import fs from '#fs'
import path from '#path'
import { codeOf } from '../errors.ts'
import { printableText } from '../text.ts'
import { HISTORY_LIMIT } from './history.ts'

const FILE = 'typed'

/** Null when nothing was ever typed here, or nothing is kept (`folder` is null). Throws what fs throws. */
export function loadHistory(folder: string | null): string[] | null {
  if (folder === null) return null
  const file = path.join(folder, FILE)
  try {
    const lines = fs.readFileSync(file, 'utf8').split('\n')
    const history = lines.map(readEntry).filter((text) => text !== '')
    const kept = history.slice(-HISTORY_LIMIT)
    // Not at every start: only when it has become twice as long.
    if (history.length > 2 * HISTORY_LIMIT) {
      fs.writeFileSync(`${file}.tmp`, kept.map(writeEntry).join(''), { mode: 0o600 })
      fs.renameSync(`${file}.tmp`, file)
    }
    return kept
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Throws what fs throws. */
export function appendHistory(folder: string | null, text: string): void {
  if (folder === null) return
  fs.appendFileSync(path.join(folder, FILE), writeEntry(text), { mode: 0o600 })
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
