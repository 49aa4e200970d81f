// What an identity is called, remembered beside its key.
import fs from '#fs'
import path from '#path'
import { ChatError, codeOf, messageOf } from '../base/errors.ts'
import { checkName, safeName } from '../room/names.ts'
import { quote } from '../base/text.ts'

const FILE = 'name'

/** The remembered name; null for none, or none that can be shown. */
function loadName(folder: string | null): string | null {
  if (folder === null) return null
  try {
    return safeName(fs.readFileSync(path.join(folder, FILE), 'utf8'))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw storageError('STORAGE_UNREADABLE', folder, cause)
  }
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
  if (folder === null) return
  const file = path.join(folder, FILE)
  try {
    fs.writeFileSync(`${file}.tmp`, `${name}\n`, { mode: 0o600 })
    fs.renameSync(`${file}.tmp`, file)
  } catch (cause) {
    throw storageError('STORAGE_UNWRITABLE', folder, cause)
  }
}

function storageError(
  code: 'STORAGE_UNREADABLE' | 'STORAGE_UNWRITABLE',
  folder: string,
  cause: unknown
): ChatError {
  const values = { path: path.join(folder, FILE), reason: messageOf(cause) }
  return new ChatError(code, { cause, values })
}
