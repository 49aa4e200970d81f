// Files released with the command: shell completions and a man page.
import fs from 'node:fs'
import path from 'node:path'
import { COMPLETIONS } from './completions.ts'
import { manPage } from './man-page.ts'

/** Path of the man page in the release folder. */
export const MAN_PAGE = 'man/hyperdht-chat.1'

/** Writes them below `folder`. */
export function writeExtras(folder: string): void {
  for (const [name, make] of Object.entries(COMPLETIONS)) {
    write(path.join(folder, 'completions', name), make())
  }
  write(path.join(folder, MAN_PAGE), manPage())
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
}
