// What an identity is called, remembered beside its key.
import path from '#path'
import { safeName } from '../room/names.ts'
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

/** What to be called: `wish`, remembered from now on, or what was remembered. Throws STORAGE_*. */
export function resolveName(folder: string | null, wish: string | null): string | null {
  if (wish === null) return loadName(folder)
  saveName(folder, wish)
  return wish
}

/** Remembers `name`. Throws STORAGE_UNWRITABLE. */
export function saveName(folder: string | null, name: string): void {
  if (folder !== null) replaceFile(path.join(folder, FILE), `${name}\n`)
}
