// The network namespaces of this process's labs: they are named after it, so that labs do not meet, and so
// that what a killed process left behind is known by its name.
import fs from '#fs'
import path from '#path'
import process from '#process'
import { shell } from './command.ts'

const FOLDER = '/run/netns'
const PREFIX = 'chat-nat'

const REMOVE = `
for namespace in "$@"; do
  # A namespace lives as long as a process in it does.
  ip netns pids "$namespace" 2> /dev/null | xargs -r kill -KILL 2> /dev/null || true
  # It may be gone already: others sweep too.
  ip netns del "$namespace" 2> /dev/null || true
done`

let labs = 0

/** The beginning of all names of one lab's namespaces. */
export function newLabName(): string {
  return `${PREFIX}.${process.pid}.${startTime(process.pid)}.${labs++}`
}

/** Removes the namespaces of the lab, with every process in them. */
export function removeLab(name: string): void {
  remove(existing().filter((namespace) => namespace.startsWith(`${name}.`)))
}

/** Removes the namespaces of processes that are no more, with every process in them. */
export function sweep(): void {
  remove(
    existing().filter((namespace) => {
      const [prefix, pid, started] = namespace.split('.')
      return prefix === PREFIX && started !== startTime(Number(pid))
    })
  )
}

function existing(): string[] {
  return fs.existsSync(FOLDER) ? fs.readdirSync(FOLDER).map(String) : []
}

function remove(namespaces: string[]): void {
  if (namespaces.length > 0) shell(REMOVE, namespaces)
}

/** When the process was started, in the kernel's ticks: a pid is used again, but not at the same time. */
function startTime(pid: number): string {
  try {
    const stat = String(fs.readFileSync(path.join('/proc', String(pid), 'stat')))
    // Its name comes second, in parentheses, and can hold anything. The time is the 22nd field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return '' // there is no such process
  }
}
