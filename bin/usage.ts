// What the command says of itself. What its words take, each app says.
import { run } from '../shared/app/exit.ts'
import { print, say } from '../shared/app/outlet.ts'
import { EXIT } from '../shared/base/errors.ts'
import { VERSION } from '../shared/base/packages.ts'

const USAGE = `hyperdht-chat ${VERSION}

  hyperdht-chat host [flags]          open a chat room, or one end of a pipe
  hyperdht-chat join <key> [flags]    join it, from anywhere
  hyperdht-chat <key> [flags]         the same

  hyperdht-chat host --help           the flags of each
  hyperdht-chat join --help

  On a terminal it is a chat; with input or output redirected, an exact pipe.
`

/** True when the arguments ask for no app: they are empty, or a flag that is not for one. */
export function isHelpWanted([first, ...others]: readonly string[]): boolean {
  return (
    first === undefined ||
    (others.length === 0 && isAnyOf(first, ['help', ...HELP, ...VERSION_FLAGS]))
  )
}

/** Prints and leaves, with 2 when nothing was asked for. */
export function printUsage([first]: readonly string[]): void {
  run(async () => {
    const isAsked = first !== undefined
    const text = isAsked && isAnyOf(first, VERSION_FLAGS) ? `${VERSION}\n` : USAGE
    if (isAsked) await print(text)
    else say(text)
    return isAsked ? EXIT.OK : EXIT.USAGE
  })
}

const HELP = ['--help', '-h']
const VERSION_FLAGS = ['--version', '-v']

function isAnyOf(word: string, words: readonly string[]): boolean {
  return words.includes(word)
}
