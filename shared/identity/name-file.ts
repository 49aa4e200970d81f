// The name of an identity, stored beside its key.
import path from '#path'
import { ChatError } from '../base/errors.ts'
import { safeName } from '../room/names.ts'
import { replaceFile } from './atomic-file.ts'
import { keeping, readText } from './plain-file.ts'

const FILE = 'name'
/** More than any name has. */
const MAX_BYTES = 4096

/**
 * The name to use: `wish`, which is then remembered, or else the remembered name; null for none. A file that cannot
 * be read or written does not stop the chat: `onProblem` says why.
 */
export function resolveName(
  folder: string | null,
  wish: string | null,
  onProblem: (problem: string) => void
): string | null {
  try {
    if (wish === null) return loadName(folder)
    saveName(folder, wish)
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    onProblem(error.message)
  }
  return wish
}

/** Saves `name`. Throws NOT_KEPT. */
export function saveName(folder: string | null, name: string): void {
  if (folder === null) return
  const file = path.join(folder, FILE)
  keeping(file, () => replaceFile(file, `${name}\n`))
}

/** The saved name; null for none or an invalid one. */
function loadName(folder: string | null): string | null {
  const text = folder === null ? null : readText(path.join(folder, FILE), MAX_BYTES)
  return text === null ? null : safeName(text)
}
