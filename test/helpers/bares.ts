// The versions of Bare for the tests and the bench. They have their own package, test/bare, because npm would otherwise
// install them with the apps. For Node only.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** The oldest Bare the apps run on, which is the one inside Pear 2.6.5, and the newest there is. */
export type BareVersion = '1.26.0' | 'newest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const PACKAGE = path.join(ROOT, 'test', 'bare')

/** Its executable, downloaded first if missing; null if there is none for this platform. */
export function findBare(version: BareVersion): string | null {
  if (!isFetched()) fetchBares()
  const folder = `bare-${version}-${process.platform}-${process.arch}`
  const file = [PACKAGE, ROOT]
    .map((place) => path.join(place, 'node_modules', folder, 'bin', 'bare'))
    .find((file) => fs.existsSync(file))
  if (file === undefined) return null
  // Its package ships it without the executable mode, which the npm wrapper would set at its first run.
  fs.chmodSync(file, 0o755)
  return file
}

/** A version without a build for this platform leaves an empty folder, so it is not requested again. */
function isFetched(): boolean {
  return fs.existsSync(path.join(PACKAGE, 'node_modules'))
}

function fetchBares(): void {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: PACKAGE,
    stdio: 'inherit',
    shell: process.platform === 'win32'
  })
  if (status !== 0) throw new Error(`npm ci in ${PACKAGE} failed`)
  fs.mkdirSync(path.join(PACKAGE, 'node_modules'), { recursive: true })
}
