// The man page, generated from the texts of --help.
import { commandPage } from '../../shared/app/help-pages.ts'
import { VERSION } from '../../shared/base/packages.ts'
import { flagGroups, type Entries } from '../../shared/app/help.ts'
import type { FlagSpec } from '../../shared/app/flags.ts'

/** In roff, with the macros of man(7). */
export function manPage(): string {
  const { usage, summary, words, flags, exitCodes, examples } = commandPage()
  const [purpose = '', ...more] = summary.split('\n')
  const groups = flagGroups(flags).map(([name, group]) => {
    const entries = Object.entries(group).map(([flag, spec]) =>
      entry(signature(flag, spec), spec.help)
    )
    return `.SS ${text(name)}\n${entries.join('\n')}`
  })
  return `${[
    `.TH HYPERDHT\\-CHAT 1 "" "hyperdht\\-chat ${text(VERSION)}" ""`,
    `.SH NAME\nhyperdht\\-chat \\- ${text(purpose.replace(/\.$/, ''))}`,
    `.SH SYNOPSIS\n.nf\n${usage.map(text).join('\n')}\n.fi`,
    `.SH DESCRIPTION\n${more.map(text).join('\n')}\n${list(words)}`,
    `.SH OPTIONS\n${groups.join('\n')}`,
    `.SH EXIT STATUS\n${list(exitCodes)}`,
    `.SH EXAMPLES\n${list(examples)}`
  ].join('\n')}\n`
}

function list(entries: Entries): string {
  return Object.entries(entries)
    .map(([left, right]) => entry(`\\fB${text(left)}\\fR`, right))
    .join('\n')
}

function entry(head: string, body: string): string {
  return `.TP\n${head}\n${text(body)}`
}

function signature(name: string, { short, takes }: FlagSpec): string {
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`]
  const value = takes === undefined ? '' : ` \\fI${text(takes)}\\fR`
  return `${names.map((each) => `\\fB${text(each)}\\fR`).join(', ')}${value}`
}

/** In roff a backslash, a hyphen, and a dot or quote at the start of a line are special. */
function text(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&')
}
