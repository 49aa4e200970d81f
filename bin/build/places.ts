// Where the build finds and puts things, and how it starts other programs.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

export const ROOT = path.resolve(import.meta.dirname, '../..')
/** All that is made for others to use. */
export const DIST = path.join(ROOT, 'dist')

/** The platforms there are prebuilt addons for, as Bare and npm call them. Phones have no terminal. */
export const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64',
  'linux-x64',
  'win32-arm64',
  'win32-x64'
] as const

/** Runs npm or npx and passes on what it says. Throws when it fails. */
export function runNpm(program: 'npm' | 'npx', args: string[], cwd: string): void {
  const isWindows = process.platform === 'win32'
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', shell: isWindows })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed in ${cwd}`)
}
