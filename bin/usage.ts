// The --help of the combined command. Each app describes its own arguments.
import { run } from '../shared/app/exit.ts'
import { print, say } from '../shared/app/outlets.ts'
import { EXIT } from '../shared/base/error-table.ts'
import { VERSION } from '../shared/base/packages.ts'

/** True when no app is selected: there are no arguments, or only a flag of the command itself. */
export function isHelpWanted([first, ...others]: readonly string[]): boolean {
  return (
    first === undefined ||
    (others.length === 0 && isAnyOf(first, ['-h', ...LONG_HELP, ...VERSION_FLAGS]))
  )
}

/** Prints the usage and exits, with 2 when no arguments were given. */
export function printUsage([first]: readonly string[]): void {
  run(async () => {
    const isAsked = first !== undefined
    const text = isAsked && isAnyOf(first, VERSION_FLAGS) ? `${VERSION}\n` : await helpOn(first)
    if (isAsked) await print(text)
    else say(text)
    return isAsked ? EXIT.OK : EXIT.USAGE
  })
}

async function helpOn(first = '-h'): Promise<string> {
  // A start has no need of it.
  const { helpText } = await import('../shared/app/help-pages.ts')
  return helpText('hyperdht-chat', {
    command: 'hyperdht-chat',
    isShort: !isAnyOf(first, LONG_HELP)
  })
}

const LONG_HELP = ['help', '--help']
const VERSION_FLAGS = ['--version', '-v']

function isAnyOf(word: string, words: readonly string[]): boolean {
  return words.includes(word)
}
