// What --help prints.
import type { FlagSpec, FlagTable } from './flags.ts'

export interface HelpPage {
  /** The command line, as in `client-app [flags] <key>`. */
  usage: string
  summary: string
  /** What its words mean. */
  words: Record<string, string>
  flags: FlagTable
  examples: Record<string, string>
}

export function formatHelp(page: HelpPage, version: string): string {
  const { usage, summary, words, flags, examples } = page
  const flagLines = Object.entries(flags).map(([name, spec]) => [signature(name, spec), spec.help])
  const wordLines = Object.entries(words)
  const width = Math.max(...[...flagLines, ...wordLines].map(([left = '']) => left.length))
  const sections = [
    `hyperdht-chat ${version}`,
    `  ${usage}`,
    summary.replace(/^/gm, '  '),
    section('Arguments:', wordLines, width),
    section('Flags:', flagLines, width),
    columns(Object.entries(examples), 0)
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function signature(name: string, { short, takes }: FlagSpec): string {
  return `--${name}${short ? `|-${short}` : ''}${takes ? ` <${takes}>` : ''}`
}

function section(title: string, lines: string[][], width: number): string {
  return lines.length === 0 ? '' : `  ${title}\n${columns(lines, width).replace(/^/gm, '    ')}`
}

/** Two columns, the left one at least `width` wide. */
function columns(lines: string[][], width: number): string {
  const widest = Math.max(width, ...lines.map(([left = '']) => left.length))
  return lines.map(([left = '', right = '']) => `${left.padEnd(widest)}   ${right}`).join('\n')
}
