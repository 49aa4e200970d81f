// The paths of the build, and how it runs other programs.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

export const ROOT = path.resolve(import.meta.dirname, '../..')
/** Everything made for release. */
export const DIST = path.join(ROOT, 'dist')

/** Platforms with prebuilt addons, by the names Bare and npm use. Phones have no terminal. */
export const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64',
  'linux-x64',
  'win32-arm64',
  'win32-x64'
] as const

/** Runs npm or npx and passes its output through. Throws when it fails. */
export function runNpm(program: 'npm' | 'npx', args: string[], cwd: string): void {
  const isWindows = process.platform === 'win32'
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', shell: isWindows })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed in ${cwd}`)
}
