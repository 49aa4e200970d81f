// Builds standalone executables, one for each platform requested:
// `npm run build:standalone -- --target linux-x64 [--target linux-arm64]` leaves them in dist/<platform>/.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Addon } from './addons.ts'
import { bundle } from './bundle.ts'
import { writeExtras } from './extras.ts'
import { noticesOf } from './notices.ts'
import { DIST, PLATFORMS, ROOT, runNpm } from './places.ts'

/** The tools take 600 MB, so they have a package of their own. */
const TOOLS = path.join(ROOT, 'bin', 'standalone')
/** Platforms with a newer executable than bare-build's own. */
const NEWER: Record<string, string> = { 'linux-x64': 'bare-build-linux-x64/bare' }

const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } })
const targets = values.target ?? [`${process.platform}-${process.arch}`]
const unknown = targets.filter((target) => !PLATFORMS.some((platform) => platform === target))
if (unknown.length > 0) {
  console.error(`No such platform: ${unknown.join(', ')}. There are ${PLATFORMS.join(', ')}`)
  process.exit(2)
}
if (targets.some((target) => target.startsWith('darwin')) && process.platform !== 'darwin') {
  console.error('Executables for macOS have to be signed, so they can only be made on a Mac')
  process.exit(2)
}
if (!fs.existsSync(path.join(TOOLS, 'node_modules'))) {
  runNpm('npm', ['ci', '--no-audit', '--no-fund'], TOOLS)
}
for (const target of targets) await build(target)

async function build(target: string): Promise<void> {
  const folder = path.join(DIST, 'standalone', target)
  const out = path.join(DIST, target)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.rmSync(out, { recursive: true, force: true })
  const outfile = path.join(folder, 'hyperdht-chat.cjs')
  const { addons, files } = await bundle({
    entry: 'bin/hyperdht-chat.ts',
    runtime: 'bare',
    outfile,
    isStandalone: true
  })
  for (const name of ['entry.cjs', 'load-addon.cjs', 'builtin-files.cjs']) {
    fs.copyFileSync(path.join(TOOLS, name), path.join(folder, name))
  }
  embed(addons, folder, target)
  writeBuiltins(folder, target)
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "hyperdht-chat" }\n')
  runBareBuild(target, folder, out)
  fs.writeFileSync(path.join(out, 'THIRD-PARTY-LICENSES'), noticesOf(files))
  writeExtras(out)
}

/** Stores the addons as plain files, which bare-build ignores: our loader unpacks them. */
function embed(addons: Addon[], folder: string, target: string): void {
  const cases = addons.flatMap(({ name, folder: source }) => {
    const file = path.join(source, 'prebuilds', target, `${name}.bare`)
    // bare-posix has none for Windows, and is not loaded there.
    if (!fs.existsSync(file)) return []
    fs.copyFileSync(file, path.join(folder, `${name}.bin`))
    return [`    case '${name}': return load(name, require('./${name}.bin'))`]
  })
  const lines = [
    "const load = require('./load-addon.cjs')",
    `module.exports = (name) => {\n  switch (name) {\n${cases.join('\n')}\n  }\n}`
  ]
  fs.writeFileSync(path.join(folder, 'addons.cjs'), `${lines.join('\n')}\n`)
}

/** Lists the executable's built-in addons, which unpack the others: they are loaded by name and version. */
function writeBuiltins(folder: string, target: string): void {
  const executable = target.startsWith('win32') ? 'bare.exe' : 'bare'
  const runtime = NEWER[target] ?? `bare-build/prebuilds/${target}/${executable}`
  const text = fs.readFileSync(path.join(TOOLS, 'node_modules', runtime), 'latin1')
  const builtins = ['bare-fs', 'bare-os'].map((name) => {
    const [found, ...others] = new Set(text.match(new RegExp(`builtin:${name}@[\\d.]+`, 'g')))
    if (found === undefined || others.length > 0) throw new Error(`Which ${name} has ${runtime}?`)
    return [name, found]
  })
  const hash = createHash('sha256')
  for (const name of fs.readdirSync(folder).sort())
    hash.update(fs.readFileSync(path.join(folder, name)))
  const id = hash.digest('hex').slice(0, 16)
  const json = JSON.stringify({ ...Object.fromEntries(builtins), id })
  fs.writeFileSync(path.join(folder, 'builtins.json'), json)
}

function runBareBuild(target: string, base: string, out: string): void {
  const bareBuild = path.join(TOOLS, 'node_modules', 'bare-build', 'bin.js')
  const runtime = path.join(TOOLS, 'runtime.cjs')
  const args = ['--standalone', '--target', target, '--base', base, '--out', out]
  if (target in NEWER) args.push('--runtime', runtime)
  args.push('--name', 'hyperdht-chat', path.join(base, 'entry.cjs'))
  execFileSync(process.execPath, [bareBuild, ...args], { cwd: base, stdio: 'inherit' })
}
