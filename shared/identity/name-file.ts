// What an identity is called, remembered beside its key.
import path from '#path'
import { ChatError } from '../base/errors.ts'
import { checkName, safeName } from '../room/names.ts'
import { quote } from '../base/text.ts'
import { replaceFile } from './atomic-file.ts'
import { readText } from './plain-file.ts'

const FILE = 'name'
/** More than any name has. */
const MAX_BYTES = 4096

/** The remembered name; null for none, or none that can be shown. */
function loadName(folder: string | null): string | null {
  const text = folder && readText(path.join(folder, FILE), MAX_BYTES)
  return text ? safeName(text) : null
}

/**
 * What to be called: `wish`, remembered from now on, or what was remembered.
 * Throws USAGE for a wish that cannot be met, and STORAGE_*.
 */
export function resolveName(folder: string | null, wish: string | null): string | null {
  if (wish === null) return loadName(folder)
  const checked = checkName(wish)
  if ('reason' in checked) {
    const reason = `Nobody can be called ${quote(wish)}: ${checked.reason}`
    throw new ChatError('USAGE', { values: { reason } })
  }
  saveName(folder, checked.name)
  return checked.name
}

/** Remembers `name`. Throws STORAGE_UNWRITABLE. */
export function saveName(folder: string | null, name: string): void {
  if (folder !== null) replaceFile(path.join(folder, FILE), `${name}\n`)
}
