// Which program a shell would start for a name.
import fs from '#fs'
import path from '#path'
import process from '#process'

export interface FoundProgram {
  file: string
  /** The file itself, with all links to it followed. */
  target: string
  /** Whether it is text that another program runs. */
  isScript: boolean
}

/**
 * Null when a shell finds none. What npm puts before the search path while it runs something is left out: a shell
 * does not have it.
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
    return null // not there, or not for us
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
