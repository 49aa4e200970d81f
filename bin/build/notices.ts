// The licences of the bundled packages, which have to accompany every copy.
import fs from 'node:fs'
import path from 'node:path'
import { ROOT } from './places.ts'
import { packageOf, type Package } from './package-info.ts'

/** One text for the packages that own `files`, except ours. Each licence appears once, below all its packages. */
export function noticesOf(files: string[]): string {
  const folders = new Map<string, Package>()
  for (const file of files) {
    const found = packageOf(file)
    if (found.folder !== ROOT) folders.set(found.folder, found)
  }
  const titles = new Map<string, Set<string>>()
  for (const found of folders.values()) {
    const licence = licenceOf(found)
    titles.set(licence, (titles.get(licence) ?? new Set()).add(titleOf(found)))
  }
  const notices = [...titles].map(([licence, names]) => {
    return `${[...names].sort().join('\n')}\n\n${licence}`
  })
  const line = '-'.repeat(72)
  return `hyperdht-chat contains these packages.\n\n${notices.sort().join(`\n\n${line}\n\n`)}\n`
}

function titleOf({ info }: Package): string {
  return `${info.name} ${info.version} (${info.license ?? 'no licence named'})`
}

function licenceOf({ folder, info }: Package): string {
  const names = fs.readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
  const texts = names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim())
  return texts.length > 0
    ? texts.join('\n\n')
    : `Its package has no text of its licence, ${info.license}.`
}
