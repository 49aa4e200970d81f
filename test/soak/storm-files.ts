// What the host and the members of a storm keep on disk. Storages are folders that apps are given for all they keep.
import fs from '#fs'
import path from '#path'

/** The texts in the host's transcript. */
export function transcriptOf(storage: string): string[] {
  return textsIn(folderOf(storage, 'host', 'default', 'transcript'))
}

/** The texts in a member's own copy of the room with that key. */
export function copyOf(storage: string, name: string, key: string): string[] {
  return textsIn(folderOf(storage, 'member', name, 'transcript', key))
}

/** The texts that a member has still to send. */
export function outboxOf(storage: string, name: string, key: string): string[] {
  const texts = new Map<string, string>()
  for (const line of linesOf(folderOf(storage, 'member', name, 'outbox', key))) {
    const { id, text, isDone } = JSON.parse(line) as { id: string; text: string; isDone?: true }
    if (isDone) texts.delete(id)
    else texts.set(id, text)
  }
  return [...texts.values()]
}

/** How many posts a member knows it has received: each is a line, once. */
export function heardOf(storage: string, name: string, key: string): number {
  const lines = linesOf(folderOf(storage, 'member', name, 'heard', key))
  return new Set(lines.filter((line) => line.startsWith('post '))).size
}

function folderOf(storage: string, ...names: string[]): string {
  return path.join(storage, 'hyperdht-chat', ...names)
}

function textsIn(folder: string): string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  const lines = names.sort().flatMap((name) => linesOf(path.join(folder, name)))
  return lines.flatMap((line) => {
    const { type, text } = JSON.parse(line) as { type: string; text: string }
    return type === 'post' ? text : []
  })
}

/** The whole lines of a file; none while there is no such file. */
function linesOf(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}
