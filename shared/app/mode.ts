// Whether an app chats or pipes, by its flags and the terminal, and which flags conflict.
import { usage, type Flags, type FlagTable } from './flags.ts'
import { HOST_FLAGS, type SHARED_FLAGS } from './flag-tables.ts'

const CONTRADICTIONS = [
  ['chat', 'pipe'],
  ['recv-only', 'send-only'],
  ['ephemeral', 'identity'],
  ['exec', 'send'],
  ['no-relay', 'relay-limit'],
  // These end without posting anything.
  ['rooms', 'send'],
  ['forget', 'send'],
  ['doctor', 'send'],
  ['rooms', 'forget']
] as const

/** Throws USAGE for flags that contradict each other, in any mode. */
export function demandOneOfEach(flags: object): void {
  for (const [one, other] of CONTRADICTIONS) {
    if (one in flags && other in flags) throw usage(`Either --${one} or --${other}, not both`)
  }
}

/** Chat on a terminal, unless a flag says otherwise. Throws USAGE for conflicting flags. */
export function modeOf(
  flags: Flags<typeof SHARED_FLAGS>,
  table: FlagTable,
  isOnTerminal: boolean
): 'chat' | 'pipe' {
  const given = Object.keys(flags)
  const isImplied = given.some((name) => table[name]?.impliesMode)
  const isFlagged = flags.chat || flags.pipe || isImplied
  const mode = flags.chat || (!flags.pipe && (isImplied || isOnTerminal)) ? 'chat' : 'pipe'
  const stray = given.find((name) => (table[name]?.mode ?? mode) !== mode)
  if (stray === undefined) return mode
  const intended = mode === 'chat' ? 'pipe' : 'chat'
  const reason = isFlagged ? '' : WHY[mode]
  throw usage(`The flag --${stray} is for a ${intended}, but this is a ${mode}${reason}`)
}

/** Throws USAGE for flags of a chat or a pipe: a relay is neither. */
export function demandNoMode(flags: Flags<typeof HOST_FLAGS>): void {
  const table: FlagTable = HOST_FLAGS
  const others = ['chat', 'pipe', 'plain', 'invite', 'relay']
  const stray = Object.keys(flags).find((name) => others.includes(name) || table[name]?.mode)
  if (stray)
    throw usage(
      `The flag --${stray} is for a host, but --as-relay only carries connections of others`
    )
}

const WHY = {
  chat: ', because it runs on a terminal. Add --pipe, or redirect standard input or output',
  pipe: ', because standard input or output is not a terminal. Add --chat'
}
