// Finds the program a shell would start for a name.
import fs from '#fs'
import path from '#path'
import process from '#process'

export interface FoundProgram {
  file: string
  /** The file itself, with all symbolic links resolved. */
  target: string
  /** Whether it is a script, which another program runs. */
  isScript: boolean
}

/**
 * Null if a shell finds none. The folders that npm prepends to PATH while it runs a script are skipped: the user's
 * shell does not have them.
 */
export function findProgram(name: string): FoundProgram | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  for (const folder of folders) {
    if (!path.isAbsolute(folder) || folder.includes('node_modules')) continue
    const found = programAt(path.join(folder, name))
    if (found) return found
  }
  return null
}

function programAt(file: string): FoundProgram | null {
  try {
    if (!fs.statSync(file).isFile()) return null
    return { file, target: fs.realpathSync(file), isScript: isScript(file) }
  } catch {
    return null // missing or inaccessible
  }
}

function isScript(file: string): boolean {
  const start = new Uint8Array(2)
  const descriptor = fs.openSync(file, 'r')
  try {
    fs.readSync(descriptor, start, 0, 2, 0)
  } finally {
    fs.closeSync(descriptor)
  }
  return String.fromCharCode(...start) === '#!'
}
