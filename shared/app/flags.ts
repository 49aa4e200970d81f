// Reads flags and their values off the command line; what is wrong with them comes as a sentence.
import type { Bail, Modifier } from 'paparam'
import { ChatError } from '../base/errors.ts'
import { paparam } from '../base/packages.ts'
import { reportErrorsAs } from './exit.ts'
import { errorAsJson } from './report.ts'
import { args, commandFor } from './runtime.ts'
import { quote } from '../base/text.ts'

const { bail, command, header } = paparam

const VERSION = '0.1.0'

/** What to print and leave with 0, instead of running. */
export interface Printout {
  text: string
}

export type Flags = Record<string, string | boolean | undefined>

/** Throws ChatError USAGE or KEY_*. */
export function parse(
  app: 'server-app' | 'client-app',
  modifiers: Modifier[]
): Printout | { flags: Flags; args: Record<string, string | undefined> } {
  // paparam would ask for the missing key first.
  if (args.includes('--version') || args.includes('-v')) return { text: `${VERSION}\n` }
  // What is wrong with the flags themselves is for the same reader as everything after.
  if (args.includes('--json') || args.includes('-j')) reportErrorsAs(errorAsJson)
  const refuse = (problem: Bail): never => {
    throw usageError(app, problem)
  }
  const spec = command(app, header(`hyperdht-chat ${VERSION}`), ...modifiers, bail(refuse))
  const parsed = spec.parse(args, { silent: true, run: false })
  return parsed ?? { text: `${spec.help()}\n` }
}

function usageError(app: 'server-app' | 'client-app', { reason, flag, arg }: Bail): ChatError {
  if (reason === 'MISSING_ARG') {
    return new ChatError('KEY_MISSING', { values: { command: commandFor(app) } })
  }
  // paparam takes an empty argument for none.
  if (arg?.value === '' && app === 'client-app') return new ChatError('KEY_EMPTY')
  const name = flag ? `${flag.long ? '--' : '-'}${flag.inverse ? 'no-' : ''}${flag.name}` : ''
  if (reason === 'UNKNOWN_FLAG') return usage(`There is no flag ${name}`)
  if (reason === 'INVALID_FLAG') return usage(`The flag ${name} is not used like this`)
  return usage(`Nothing is known to do with ${quote(arg?.value ?? '')}`)
}

/** Null when there is no flag. */
export function parseCount(
  flagName: string,
  count: string | undefined,
  most: number
): number | null {
  if (count === undefined) return null
  if (/^\d+$/.test(count) && Number(count) <= most) return Number(count)
  throw usage(`The flag ${flagName} takes a whole number up to ${most}, not ${quote(count)}`)
}

/** Milliseconds; null when there is no flag. */
export function parseTimeout(seconds: string | undefined): number | null {
  if (seconds === undefined) return null
  if (!/^\d+(\.\d+)?$/.test(seconds) || Number(seconds) === 0) {
    throw usage(`The flag --timeout takes seconds, not ${quote(seconds)}`)
  }
  return Number(seconds) * 1000
}

/** The value of a flag that takes one. */
export function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function usage(reason: string): ChatError {
  return new ChatError('USAGE', { values: { reason } })
}
