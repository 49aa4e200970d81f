// Formats help pages for a terminal of 80 columns. Loaded only when somebody asks for help.
import type { FlagSpec, FlagTable } from './flags.ts'
import { wrapWords } from './wrap.ts'

/** Two columns: what is typed, and what it means. */
export type Entries = Readonly<Record<string, string>>

export interface HelpPage {
  /** The command lines there are, as in `client-app [flags] <key>`. */
  usage: readonly string[]
  /** One sentence. */
  summary: string
  /** The arguments that are not flags. */
  words: Entries
  flags: FlagTable
  /** Command lines that end by themselves, or by /quit. */
  examples: Entries
  exitCodes: Entries
  /** Where there is more, for the short help. */
  more: string
}

const COLUMNS = 80
const GAP = 2

/** What -h prints: a dozen lines. */
export function formatUsage(page: HelpPage, title: string): string {
  const { usage, summary, examples, more } = page
  return join([title, indent(usage.join('\n')), indent(summary), columns(examples), indent(more)])
}

/** What --help prints. */
export function formatHelp(page: HelpPage, title: string): string {
  const { usage, summary, words, flags, examples, exitCodes } = page
  const groups = flagGroups(flags).map(([name, group]) => [name, flagEntries(group)] as const)
  const width = widthOf(Object.keys(flagEntries(flags)))
  return join([
    title,
    indent(usage.join('\n')),
    indent(summary),
    ...(Object.keys(words).length > 0 ? [`Arguments:\n${columns(words)}`] : []),
    ...groups.map(([name, entries]) => `${name}:\n${columns(entries, width)}`),
    `Exit codes:\n${columns(exitCodes)}`,
    `Examples:\n${columns(examples)}`
  ])
}

/** The flags by what they are for; no group is empty. */
export function flagGroups(flags: FlagTable): [name: string, flags: FlagTable][] {
  return ['Common', 'Chat', 'Pipe', 'Identity and network'].flatMap((group) => {
    const own = Object.entries(flags).filter(([, spec]) => groupOf(spec) === group)
    return own.length === 0 ? [] : [[group, Object.fromEntries(own)]]
  })
}

function groupOf({ mode, isAboutPeers }: FlagSpec): string {
  if (isAboutPeers) return 'Identity and network'
  if (mode === undefined) return 'Common'
  return mode === 'chat' ? 'Chat' : 'Pipe'
}

function flagEntries(flags: FlagTable): Entries {
  const entries = Object.entries(flags).map(([name, spec]) => [signature(name, spec), spec.help])
  return Object.fromEntries(entries) as Entries
}

/** `-n, --name <name>`, with the long names below each other. */
function signature(name: string, { short, takes }: FlagSpec): string {
  return `${short ? `-${short}, ` : '    '}--${name}${takes ? ` <${takes}>` : ''}`
}

/** The right column begins after `width`, and wraps within itself. */
function columns(entries: Entries, width = widthOf(Object.keys(entries))): string {
  const margin = ' '.repeat(width + 2 * GAP)
  return Object.entries(entries)
    .map(([left, right]) => {
      const rows = wrapWords(right, COLUMNS - margin.length).replaceAll('\n', `\n${margin}`)
      return `${' '.repeat(GAP)}${left.padEnd(width + GAP)}${rows}`
    })
    .join('\n')
}

function widthOf(texts: string[]): number {
  return Math.max(...texts.map(({ length }) => length))
}

function indent(text: string): string {
  return wrapWords(text, COLUMNS - GAP).replace(/^/gm, ' '.repeat(GAP))
}

function join(paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`
}
