// Builds the npm package for Node and Bare: `npm run build:package` leaves it in dist/package and as dist/*.tgz.
// It has no dependencies: everything it needs is bundled, in the versions it was tested with.
import fs from 'node:fs'
import path from 'node:path'
import { copyAddons, writeAddonsFile } from './addons.ts'
import { bundle } from './bundle.ts'
import type { Runtime } from './runtime.ts'
import { documents } from './documents.ts'
import { MAN_PAGE, writeExtras } from './extras.ts'
import { noticesOf } from './notices.ts'
import { packageOf } from './package-info.ts'
import { DIST, PLATFORMS, ROOT, runNpm } from './places.ts'

const FOLDER = path.join(DIST, 'package')
const RUNTIMES: readonly Runtime[] = ['node', 'bare']

fs.rmSync(FOLDER, { recursive: true, force: true })
// Left from an earlier version.
for (const name of filesIn(DIST)) {
  if (name.endsWith('.tgz')) fs.rmSync(path.join(DIST, name))
}
const files = new Set<string>()
for (const runtime of RUNTIMES) {
  for (const file of await addBundle(runtime)) files.add(file)
}
fs.writeFileSync(path.join(FOLDER, 'THIRD-PARTY-LICENSES'), noticesOf([...files]))
const readText = (name: string): string => fs.readFileSync(path.join(ROOT, name), 'utf8')
for (const name of ['LICENSE', ...documents('README.md', readText)])
  fs.cpSync(path.join(ROOT, name), path.join(FOLDER, name))
writeExtras(FOLDER)
writeEntry()
writeInfo()
runNpm('npm', ['pack', '--silent', '--pack-destination', DIST], FOLDER)

function filesIn(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : []
}

async function addBundle(runtime: Runtime): Promise<string[]> {
  const outfile = path.join(FOLDER, runtime, 'hyperdht-chat.cjs')
  const folder = path.join(FOLDER, 'addons')
  const { addons, files } = await bundle({ entry: 'bin/hyperdht-chat.ts', runtime, outfile })
  const copies = copyAddons(addons, { folder, runtime, platforms: PLATFORMS })
  writeAddonsFile(copies, { file: path.join(FOLDER, runtime, 'addons.cjs'), runtime })
  return files
}

function writeEntry(): void {
  const file = path.join(FOLDER, 'hyperdht-chat.js')
  fs.writeFileSync(file, "#!/usr/bin/env node\nrequire('#bundle')\n", { mode: 0o755 })
}

function writeInfo(): void {
  const { name, version, description, license, engines } = packageOf(path.join(ROOT, 'any')).info
  const entry = 'hyperdht-chat.js'
  const info = {
    name,
    version,
    description,
    license,
    engines,
    type: 'commonjs',
    bin: { 'hyperdht-chat': entry },
    main: entry,
    man: MAN_PAGE,
    // Bare first, because Bare also matches the other.
    imports: {
      '#bundle': { bare: './bare/hyperdht-chat.cjs', default: './node/hyperdht-chat.cjs' }
    }
  }
  fs.writeFileSync(path.join(FOLDER, 'package.json'), `${JSON.stringify(info, null, 2)}\n`)
}
