// Tests the package without the repository: `npm run test:package`, which builds it first.
import test from 'brittle'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { documents } from '../../bin/build/documents.ts'
import { DIST } from '../../bin/build/places.ts'
import { findBare } from '../helpers/bares.ts'
import { install, printed, talk } from './installed.ts'

/** What the apps and their addons for all platforms may take. */
const MOST_BYTES = 45e6

const tarball = path.join(DIST, fs.readdirSync(DIST).find((name) => name.endsWith('.tgz')) ?? '')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-package-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
const npm = ['install', '--no-audit', '--no-fund', '--prefix', folder, '--offline', tarball]
execFileSync('npm', npm, { stdio: 'inherit' })

const installed = path.join('node_modules', 'hyperdht-chat')
const ways = {
  'by its name': path.join('node_modules', '.bin', 'hyperdht-chat'),
  'on Bare 1.26.0': `${findBare('1.26.0')} ${installed}`,
  'on the newest Bare': `${findBare('newest')} ${installed}`,
  'by npx': `npx --yes --offline --package='${tarball}' hyperdht-chat`
}

for (const [way, command] of Object.entries(ways)) {
  test(`the package ${way}: two talk`, { timeout: 60_000 }, async (t) => {
    const own = await install(t, folder, command)
    t.ok(/^\d+\.\d+\.\d+\n$/.test(await printed(own.run(['--version']))))
    await talk(t, own, folder)
  })
}

test('the package brings completions and a man page', (t) => {
  for (const name of ['hyperdht-chat.bash', '_hyperdht-chat', 'hyperdht-chat.fish']) {
    t.ok(sizeOf(path.join(folder, installed, 'completions', name)) > 0, name)
  }
  t.ok(sizeOf(path.join(folder, installed, 'man', 'hyperdht-chat.1')) > 0)
})

test('the package brings all that its README leads to', (t) => {
  const place = (name: string): string => path.join(folder, installed, name)
  const linked = documents('README.md', (name) => fs.readFileSync(place(name), 'utf8'))
  for (const name of linked) t.ok(fs.existsSync(place(name)), name)
})

test('the package has no dependencies and is small', (t) => {
  const names = fs.readdirSync(path.join(folder, 'node_modules'))
  t.alike(
    names.filter((name) => !name.startsWith('.')),
    ['hyperdht-chat']
  )
  t.ok(sizeOf(path.join(folder, installed)) < MOST_BYTES)
})

function sizeOf(place: string): number {
  const stats = fs.statSync(place)
  if (!stats.isDirectory()) return stats.size
  return fs.readdirSync(place).reduce((sum, name) => sum + sizeOf(path.join(place, name)), 0)
}
