// Parses flags and their values from the command line, typed by a table of flags. Mistakes are reported as
// sentences.
import { ChatError } from '../base/errors.ts'
import { quote } from '../base/text.ts'

export interface FlagSpec {
  /** One letter. */
  readonly short?: string
  /** What its value is, as in `seconds`; a flag without it takes no value. */
  readonly takes?: string
  /** Its value may be any text, even one that looks like a flag. */
  readonly isAnyText?: true
  /** May be given several times: its values are a list. */
  readonly isRepeatable?: true
  /** Only valid in this mode. */
  readonly mode?: 'chat' | 'pipe'
  /** Selects that mode by itself, even on a terminal. */
  readonly impliesMode?: true
  /** It says who this peer is, or how it reaches others: a group of its own in the help. */
  readonly isAboutPeers?: true
  readonly help: string
}

/** Flags by their long names. */
export type FlagTable = Readonly<Record<string, FlagSpec>>

/** The values of the given flags: a text, or a list of texts, for those that take values. */
export type Flags<Table extends FlagTable> = {
  [Name in keyof Table]?: ValueOf<Table[Name]>
}

type ValueOf<Spec extends FlagSpec> = Spec extends { isRepeatable: true }
  ? string[]
  : Spec extends { takes: string }
    ? string
    : true

export interface CommandLine<Table extends FlagTable> {
  flags: Flags<Table>
  /** The arguments that are neither flags nor their values, in order. */
  words: string[]
}

/** `--name value`, `--name=value`, `-n value`, `-nvalue`, `-qk`; words only after `--`. Throws USAGE. */
export function parseFlags<Table extends FlagTable>(
  args: readonly string[],
  table: Table
): CommandLine<Table> {
  const flags: Record<string, string | true> = {}
  const lists: Record<string, string[]> = {}
  const words: string[] = []
  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      words.push(...rest.splice(0))
    } else if (arg.startsWith('-') && arg !== '-') {
      const { name, value } = readFlag(arg, rest, table)
      const isRepeatable = table[name]?.isRepeatable === true
      if (value !== true && isRepeatable) (lists[name] ??= []).push(value)
      else if (value !== true && name in flags) throw usage(`The flag --${name} is given twice`)
      else flags[name] = value
    } else {
      words.push(arg)
    }
  }
  return { flags: { ...flags, ...lists } as Flags<Table>, words }
}

/** Null when the flag is not given. Throws USAGE. */
export function parseCount(
  flagName: string,
  count: string | undefined,
  { least, most }: { least: number; most: number }
): number | null {
  if (count === undefined) return null
  if (/^\d+$/.test(count) && Number(count) >= least && Number(count) <= most) return Number(count)
  throw usage(
    `The flag --${flagName} takes a whole number from ${least} to ${most}, not ${quote(count)}`
  )
}

/** Milliseconds; null when the flag is not given. Throws USAGE. */
export function parseTimeout(seconds: string | undefined): number | null {
  if (seconds === undefined) return null
  if (/^(\d+|\d*\.\d+)$/.test(seconds) && Number(seconds) > 0) return Number(seconds) * 1000
  throw usage(`The flag --timeout takes a number of seconds above 0, not ${quote(seconds)}`)
}

export function usage(reason: string): ChatError {
  return new ChatError('USAGE', { values: { reason } })
}

/** Reads the flag `arg`, and removes its value from `rest`. */
function readFlag(
  arg: string,
  rest: string[],
  table: FlagTable
): { name: string; value: string | true } {
  const [, given = '', attached] = splitFlag(arg)
  const name = nameOf(given, table)
  const { takes, isAnyText = false } = (name !== null && table[name]) || {}
  if (name === null) throw usage(`There is no flag ${shown(given)}. See --help`)
  if (takes === undefined) {
    if (attached !== undefined && given.startsWith('--')) {
      throw usage(`The flag --${name} takes no value, but was given ${quote(attached)}`)
    }
    // One letter after another: the remaining letters are flags too.
    if (attached !== undefined) rest.unshift(`-${attached}`)
    return { name, value: true }
  }
  const isFree = attached !== undefined || isAnyText || !/^-./.test(rest[0] ?? '')
  const value = attached ?? (isFree ? rest.shift() : undefined)
  if (value) return { name, value }
  const [next] = rest
  const remark = value === '' || next === undefined ? '' : `, and ${quote(next)} looks like a flag`
  throw usage(`The flag --${name} needs a value: --${name} <${takes}>${remark}`)
}

/** The flag as written, and the value attached to it. */
function splitFlag(arg: string): (string | undefined)[] {
  return (arg.startsWith('--') ? /^([^=]*)(?:=([^]*))?$/u : /^(-.)([^]+)?$/u).exec(arg) ?? []
}

/** Unquoted, unless it contains characters that no flag has. */
function shown(flag: string): string {
  return /^[\w-]+$/.test(flag) ? flag : quote(flag)
}

function nameOf(given: string, table: FlagTable): string | null {
  const names = Object.keys(table)
  const isIt = (name: string): boolean =>
    given === `--${name}` || given === `-${table[name]?.short}`
  return names.find(isIt) ?? null
}
