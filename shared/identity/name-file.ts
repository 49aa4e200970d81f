// The names of an identity, stored beside its key: its own, and that of the room it hosts.
import path from '#path'
import { ChatError } from '../base/errors.ts'
import { checkName, checkRoomName } from '../room/names.ts'
import { replaceFile } from './atomic-file.ts'
import { keeping, readText } from './plain-file.ts'

/** What may be in each file. */
const CHECKS = { name: checkName, 'room-name': checkRoomName }
/** More than any name has. */
const MAX_BYTES = 4096

type NameFile = keyof typeof CHECKS

/**
 * The name to use: `wish`, which is then remembered, or else the remembered name; null for none. A file that cannot
 * be read or written does not stop the chat: `onProblem` says why.
 */
export function resolveName(
  folder: string | null,
  wish: string | null,
  onProblem: (problem: string) => void,
  file: NameFile = 'name'
): string | null {
  try {
    if (wish === null) return loadName(folder, file)
    saveName(folder, wish, file)
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    onProblem(error.message)
  }
  return wish
}

/** Saves `name`. Throws NOT_KEPT. */
export function saveName(folder: string | null, name: string, file: NameFile = 'name'): void {
  if (folder === null) return
  const place = path.join(folder, file)
  keeping(place, () => replaceFile(place, `${name}\n`))
}

/** The saved name; null for none or an invalid one. */
function loadName(folder: string | null, file: NameFile): string | null {
  const text = folder === null ? null : readText(path.join(folder, file), MAX_BYTES)
  const checked = text === null ? null : CHECKS[file](text)
  return checked !== null && 'name' in checked ? checked.name : null
}
