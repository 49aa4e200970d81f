// The runtimes the bench can use on this machine. Runs on Node only, as all of the bench does: it
// measures other processes, so what it runs on itself makes no difference.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** The project's own folder. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

export interface Runtime {
  name: string
  executable: string
}

// The executables themselves: node_modules/.bin/bare is a Node wrapper, which would be measured too.
const CANDIDATES: Record<string, string> = {
  Node: process.execPath,
  'Bare (oldest supported)': path.join(ROOT, 'node_modules/bare-1.26.0-linux-x64/bin/bare'),
  'Bare (newest)': path.join(ROOT, 'node_modules/bare-newest-linux-x64/bin/bare')
}

/** The runtimes that start here; `onMissing` is told of each that does not. */
export function findRuntimes(onMissing: (line: string) => void): Runtime[] {
  return Object.entries(CANDIDATES).flatMap(([name, executable]) => {
    try {
      makeExecutable(executable)
      const version = execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim()
      return [{ name: `${name} ${version}`, executable }]
    } catch (error) {
      onMissing(`${name}: skipped, ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  })
}

/** npm does not make it executable, since the package declares no `bin`. */
function makeExecutable(file: string): void {
  try {
    fs.accessSync(file, fs.constants.X_OK)
  } catch {
    fs.chmodSync(file, 0o755)
  }
}
