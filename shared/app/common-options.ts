// What the command lines of both apps have in common: how they were started, and options of every mode.
import path from '#path'
import { LIMITS } from '../base/limits.ts'
import { VERSION } from '../base/packages.ts'
import { parseBootstrap } from '../network/node.ts'
import { reportErrorsAs } from './exit.ts'
import { BOOTSTRAP_VARIABLE, type SHARED_FLAGS } from './flag-tables.ts'
import { readIdentity, readName, readRelayKeys, readStorage } from './flag-values.ts'
import { parseCount, type Flags } from './flags.ts'
import { demandOneOfEach } from './mode.ts'
import type { ChatModeOptions, CommonOptions, PipeModeOptions } from './options.ts'
import { errorAsJson } from './report.ts'
import { args, environment, isOnTerminal } from './runtime.ts'

/** A text to print before exiting with 0, instead of running. */
export interface Printout {
  text: string
}

/** How the process was started. */
export interface Invocation {
  /** The arguments after the app's own name. */
  args: readonly string[]
  /** Whether both standard input and output are a terminal. */
  isOnTerminal: boolean
}

export function ownInvocation(): Invocation {
  // A script that asks for JSON gets errors in its flags as JSON too.
  if (args.includes('--json') || args.includes('-j')) reportErrorsAs(errorAsJson)
  return { args, isOnTerminal: isOnTerminal() }
}

export async function printoutOf(
  { usage: isUsageWanted, help: isHelpWanted, version }: Flags<typeof SHARED_FLAGS>,
  app: 'server-app' | 'client-app'
): Promise<Printout | null> {
  if (isHelpWanted || isUsageWanted) {
    const { helpText } = await import('./help-pages.ts')
    const { withShortNames } = await import('./own-command.ts')
    return { text: helpText(app, { command: withShortNames(app), isShort: !isHelpWanted }) }
  }
  return version ? { text: `${VERSION}\n` } : null
}

export function commonOptions(
  flags: Flags<typeof SHARED_FLAGS>,
  { isOnTerminal, role }: Invocation & { role: 'host' | 'member' }
): CommonOptions {
  demandOneOfEach(flags)
  const identity = readIdentity(flags.identity)
  const bootstrap = flags.bootstrap ?? environment(BOOTSTRAP_VARIABLE)
  return {
    // A program takes part instead of a user.
    isOnTerminal: isOnTerminal && flags.exec === undefined,
    folder: flags.ephemeral ? null : path.join(readStorage(flags.storage), role, identity),
    identity,
    bootstrap: bootstrap === undefined ? [] : parseBootstrap(bootstrap),
    relays: readRelayKeys(flags),
    isPlain: flags.plain === true,
    isQuiet: flags.quiet === true,
    isJson: flags.json === true
  }
}

export function pipeOptions(flags: Flags<typeof SHARED_FLAGS>): Own<PipeModeOptions> {
  const resumeS = parseCount('resume', flags.resume, LIMITS.resumeWished)
  return {
    mode: 'pipe',
    sends: flags['recv-only'] !== true,
    receives: flags['send-only'] !== true,
    resumeMs: resumeS === null ? LIMITS.resumeMs : resumeS * 1000
  }
}

export async function chatOptions(
  flags: Flags<typeof SHARED_FLAGS>,
  { folder }: CommonOptions
): Promise<Own<ChatModeOptions>> {
  return {
    mode: 'chat',
    name: await readName(flags.name),
    exec: flags.exec ?? null,
    takesCommands: flags.commands === true,
    bells: flags.bell === true,
    isQuietOnJoins: flags['quiet-joins'] === true,
    remembersIn: folder
  }
}

/** The options a mode adds to the common ones. */
type Own<Options extends CommonOptions> = Omit<Options, keyof CommonOptions>
