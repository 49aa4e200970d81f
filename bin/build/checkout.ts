// Bundles the apps of the checkout, after tsc: `npm run build`. A start then reads one file instead of two hundred.
// It replaces `server-app/index.js`, which tsc made of `server-app/index.ts`, by one that starts the bundle. After an edit,
// `npx tsc -p .` alone makes the former again, which starts from single modules: nobody runs what is out of date.
import fs from 'node:fs'
import path from 'node:path'
import { writeAddonsFile, type Addon } from './addons.ts'
import { bundle } from './bundle.ts'
import type { Runtime } from './runtime.ts'
import { ROOT } from './places.ts'

/** The file that starts each, without its ending. */
const ENTRIES = ['bin/hyperdht-chat', 'server-app/index', 'client-app/index']
const RUNTIMES: readonly Runtime[] = ['node', 'bare']
const BUNDLES = path.join(ROOT, 'bundles')

fs.rmSync(BUNDLES, { recursive: true, force: true })
for (const runtime of RUNTIMES) await addBundles(runtime)
for (const entry of ENTRIES) startFromBundle(entry)

async function addBundles(runtime: Runtime): Promise<void> {
  const folder = path.join(BUNDLES, runtime)
  const addons = new Map<string, Addon>()
  for (const entry of ENTRIES) {
    const outfile = path.join(folder, `${nameOf(entry)}.cjs`)
    const made = await bundle({ entry: `${entry}.ts`, runtime, outfile, isReadable: true })
    for (const addon of made.addons) addons.set(addon.name, addon)
  }
  writeAddonsFile([...addons.values()], { file: path.join(folder, 'addons.cjs'), runtime })
}

/** By way of a small CommonJS file: Node reads all of what an ES module imports, in search of its exports. */
function startFromBundle(entry: string): void {
  const source = fs.readFileSync(path.join(ROOT, `${entry}.ts`), 'utf8')
  const [shebang = ''] = /^#!.*\n/.exec(source) ?? []
  const note =
    '// Made by `npm run build`. `npx tsc -p .` makes the one that starts from single modules.'
  const name = `${nameOf(entry)}.cjs`
  const starter = `../bundles/${name}`
  fs.writeFileSync(path.join(ROOT, `${entry}.js`), `${shebang}${note}\nimport '${starter}'\n`)
  fs.writeFileSync(path.join(BUNDLES, name), `require('#bundles/${name}')\n`)
}

/** `server-app` for `server-app/index`, and `hyperdht-chat` for `bin/hyperdht-chat`. */
function nameOf(entry: string): string {
  const [folder = '', name = ''] = entry.split('/')
  return name === 'index' ? folder : name
}
