// Which folder may import which: the floors of the house, from the top down. `npm run check` runs this.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

/** A folder imports from those below it, and from nothing else. Folders on one line do not know each other. */
const FLOORS = [
  ['server-app', 'client-app'],
  ['server-app/log'],
  ['shared/terminal'],
  ['shared/terminal/draw'],
  ['shared/terminal/edit'],
  ['shared/chat'],
  ['shared/pipe'],
  ['shared/app'],
  ['shared/identity'],
  ['shared/room'],
  ['shared/network'],
  ['shared/base']
]

const root = path.dirname(import.meta.dirname)
const floorOf = new Map(FLOORS.flatMap((folders, floor) => folders.map((name) => [name, floor])))
const wrong = [...floorOf.keys()].flatMap(wrongImports)
for (const message of wrong) console.error(message)
process.exitCode = wrong.length > 0 ? 1 : 0

function wrongImports(folder: string): string[] {
  const files = fs.readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.ts'))
  return files.flatMap((name) => {
    const text = fs.readFileSync(path.join(root, folder, name), 'utf8')
    const imports = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
    return Array.from(imports, ([, target = '']) => path.posix.join(folder, target))
      .filter((target) => !isAllowed(folder, path.posix.dirname(target)))
      .map((target) => `${folder}/${name} must not import ${target}`)
  })
}

function isAllowed(from: string, to: string): boolean {
  const [own, other] = [floorOf.get(from), floorOf.get(to)]
  return from === to || (own !== undefined && other !== undefined && own < other)
}
