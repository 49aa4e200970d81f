// Checks which folder may import which, layer by layer, that no file imports itself through others, and which files may
// read the time.
// `npm run check` runs this.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** A folder imports from those below it, and from nothing else. Folders on one line do not know each other. */
const FLOORS = [
  ['bin', 'bin/build'],
  ['server-app', 'client-app'],
  ['server-app/host', 'server-app/invites', 'server-app/pipe', 'client-app/member'],
  ['server-app/sessions', 'client-app/relays'],
  [
    'server-app/room',
    'server-app/relays',
    'server-app/access',
    'client-app/link',
    'client-app/memory'
  ],
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
const wrong = [...folders.flatMap(wrongImports), ...circles(), ...folders.flatMap(wrongClocks)]
for (const message of wrong) console.error(message)
process.exitCode = wrong.length > 0 ? 1 : 0

function wrongImports(folder: string): string[] {
  return sourcesIn(folder).flatMap(({ file, imports }) =>
    imports
      .filter((target) => !isAllowed(folder, path.posix.dirname(target)))
      .map((target) => `${file} must not import ${target}`)
  )
}

/** Each file that can be reached from itself, once: types count, since whoever reads one file must know the other. */
function circles(): string[] {
  const importsOf = new Map(
    folders.flatMap(sourcesIn).map(({ file, imports }) => [file, imports] as const)
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' imports '))
    if (done.has(file)) return
    done.add(file)
    for (const target of importsOf.get(file) ?? []) visit(target, [...way, file])
  }
  for (const file of importsOf.keys()) visit(file, [])
  return found
}

function wrongClocks(folder: string): string[] {
  return sourcesIn(folder)
    .filter(({ file, text }) => file !== CLOCK && /\bDate\.now\b/.test(text))
    .map(({ file }) => `${file} must ask ${CLOCK} for the time`)
}

interface Source {
  file: string
  text: string
  imports: string[]
}

function sourcesIn(folder: string): Source[] {
  const names = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'))
  return names.map((name) => {
    const text = fs.readFileSync(path.join(root, folder, name), 'utf8')
    const imports = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
    const targets = Array.from(imports, ([, target = '']) => path.posix.join(folder, target))
    return { file: `${folder}/${name}`, text, imports: targets }
  })
}

function isAllowed(from: string, to: string): boolean {
  const [own, other] = [floorOf.get(from), floorOf.get(to)]
  return from === to || (own !== undefined && other !== undefined && own < other)
}
