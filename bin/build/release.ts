// Builds and tests everything to release: `npm run release` leaves it in dist/, with SHA256SUMS. Publishes nothing.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { packageOf } from './package-info.ts'
import { DIST, ROOT, runNpm } from './places.ts'

const OWN = `${process.platform}-${process.arch}`
const TARGETS = ['linux-x64', 'linux-arm64', 'win32-x64']
if (process.platform === 'darwin') TARGETS.push('darwin-arm64', 'darwin-x64')

const { version } = packageOf(path.join(ROOT, 'any')).info
fs.rmSync(DIST, { recursive: true, force: true })
runNpm('npm', ['run', 'test:package'], ROOT)
const flags = TARGETS.flatMap((target) => ['--target', target])
runNpm('npm', ['run', 'build:standalone', '--', ...flags], ROOT)
if (TARGETS.includes(OWN))
  run(process.execPath, [path.join('test', 'release', 'standalone.test.js')])
const archives = TARGETS.map(pack)
tryArchive(archives[TARGETS.indexOf(OWN)])
writeSums()
console.log(`\ndist/ holds:\n${fs.readFileSync(path.join(DIST, 'SHA256SUMS'), 'utf8')}`)
const untried = TARGETS.filter((target) => target !== OWN)
console.log(`made, but not tried, as they do not run here: ${untried.join(', ')}`)

/** One archive, with what its licences ask for. */
function pack(target: string): string {
  const folder = path.join(DIST, target)
  fs.copyFileSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'))
  const archive = path.join(DIST, `hyperdht-chat-${version}-${target}.tar.gz`)
  run('tar', ['-czf', archive, '-C', folder, ...fs.readdirSync(folder).sort()])
  return archive
}

/** As somebody does who has got it. */
function tryArchive(archive: string | undefined): void {
  if (archive === undefined) return
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-release-'))
  try {
    run('tar', ['-xzf', archive, '-C', folder])
    const program = path.join(folder, 'hyperdht-chat')
    const printed = execFileSync(program, ['--version'], { cwd: folder, encoding: 'utf8' })
    if (printed !== `${version}\n`) throw new Error(`${archive} says it is ${printed}`)
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

/** As `sha256sum --check` reads them. */
function writeSums(): void {
  const names = fs.readdirSync(DIST).filter((name) => fs.statSync(path.join(DIST, name)).isFile())
  const lines = names.sort().map((name) => {
    const bytes = fs.readFileSync(path.join(DIST, name))
    return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`
  })
  fs.writeFileSync(path.join(DIST, 'SHA256SUMS'), lines.join(''))
}

function run(program: string, args: string[]): void {
  execFileSync(program, args, { cwd: ROOT, stdio: 'inherit' })
}
