// Checks which folder may import which, layer by layer, and which files may read the time.
// `npm run check` runs this.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** A folder imports from those below it, and from nothing else. Folders on one line do not know each other. */
const FLOORS = [
  ['bin', 'bin/build'],
  ['server-app', 'client-app'],
  ['shared/terminal'],
  ['shared/terminal/draw'],
  ['shared/terminal/edit'],
  ['shared/chat'],
  ['shared/pipe', 'shared/doctor'],
  ['shared/app'],
  ['shared/log'],
  ['shared/invite'],
  ['shared/identity'],
  ['shared/room', 'shared/relay'],
  ['shared/network'],
  ['shared/base']
]

const root = path.dirname(import.meta.dirname)
const floorOf = new Map(FLOORS.flatMap((folders, floor) => folders.map((name) => [name, floor])))
/** People and programs set the time of day: what is measured or waited for goes by another clock. */
const CLOCK = 'shared/base/clock.ts'

const folders = [...floorOf.keys()]
const wrong = [...folders.flatMap(wrongImports), ...folders.flatMap(wrongClocks)]
for (const message of wrong) console.error(message)
process.exitCode = wrong.length > 0 ? 1 : 0

function wrongImports(folder: string): string[] {
  return sourcesIn(folder).flatMap(({ name, text }) => {
    const imports = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
    return Array.from(imports, ([, target = '']) => path.posix.join(folder, target))
      .filter((target) => !isAllowed(folder, path.posix.dirname(target)))
      .map((target) => `${folder}/${name} must not import ${target}`)
  })
}

function wrongClocks(folder: string): string[] {
  return sourcesIn(folder)
    .filter(({ name, text }) => `${folder}/${name}` !== CLOCK && /\bDate\.now\b/.test(text))
    .map(({ name }) => `${folder}/${name} must ask ${CLOCK} for the time`)
}

function sourcesIn(folder: string): { name: string; text: string }[] {
  const names = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'))
  return names.map((name) => ({
    name,
    text: fs.readFileSync(path.join(root, folder, name), 'utf8')
  }))
}

function isAllowed(from: string, to: string): boolean {
  const [own, other] = [floorOf.get(from), floorOf.get(to)]
  return from === to || (own !== undefined && other !== undefined && own < other)
}
