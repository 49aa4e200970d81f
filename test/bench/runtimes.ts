// The runtimes the bench can use on this machine. The bench itself runs on Node only: it measures other processes, so its
// own runtime makes no difference.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { findBare } from '../helpers/bares.ts'

/** The project's own folder. */
export const ROOT = path.resolve(import.meta.dirname, '../..')

export interface Runtime {
  name: string
  executable: string
}

// The executables themselves: node_modules/.bin/bare is a Node wrapper, which would be measured too.
const CANDIDATES: Record<string, () => string | null> = {
  Node: () => process.execPath,
  'Bare (oldest supported)': () => findBare('1.26.0'),
  'Bare (newest)': () => findBare('newest')
}

/** The runtimes that start here; `onMissing` is told of each that does not. */
export function findRuntimes(onMissing: (line: string) => void): Runtime[] {
  return Object.entries(CANDIDATES).flatMap(([name, find]) => {
    const executable = find()
    if (executable === null) {
      onMissing(`${name}: skipped, there is none for this platform`)
      return []
    }
    const version = execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim()
    return [{ name: `${name} ${version}`, executable }]
  })
}
