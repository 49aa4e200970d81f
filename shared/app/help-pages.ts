// The texts of -h and --help, for both apps and for the combined command. Loaded only when requested.
import { VERSION } from '../base/packages.ts'
import { HOST_FLAGS, MEMBER_FLAGS, SHARED_FLAGS } from './flag-tables.ts'
import type { FlagTable } from './flags.ts'
import { formatHelp, formatUsage, type Entries, type HelpPage } from './help.ts'

export type HelpTopic = 'server-app' | 'client-app' | 'hyperdht-chat'

const EXIT_CODES: Entries = {
  0: 'every byte is written on the other side, or you or the host left a chat',
  1: 'something unexpected, or storage that cannot be used',
  2: 'wrong command line',
  3: 'host not found or not reachable',
  4: 'refused: the host is busy, runs the other mode, speaks plain bytes only, or has put you out of the room',
  5: 'lost midway: the peer vanished, or a standard output took no more',
  6: 'no connection in time, or not all of --send confirmed',
  '128 + n': 'ended by signal n'
}

const MODES = 'On a terminal it is a chat; with input or output redirected, an exact pipe.'

const KEY =
  'The public key the host prints: 64 hex digits or 52 z-base-32 letters; the four words of an invite; or a name given with --as'

/** The help page of an app, which is called `command` here. */
export function helpText(
  topic: HelpTopic,
  { command, isShort }: { command: string; isShort: boolean }
): string {
  const format = isShort ? formatUsage : formatHelp
  return format(PAGES[topic](command), `hyperdht-chat ${VERSION}`)
}

const PAGES: Record<HelpTopic, (command: string) => HelpPage> = {
  'server-app': (command) => ({
    usage: [`${command} [flags]`],
    summary: `Hosts a chat, or one end of a pipe, and prints the key to join with.\n${MODES}`,
    words: {},
    flags: HOST_FLAGS,
    examples: {
      [command]: 'open a chat; /quit ends it',
      [`${command} --recv-only > photo.jpg`]: 'receive one file',
      [`${command} --send-only < photo.jpg`]: 'send one file',
      [`tar c photos | ${command} --send-only`]: 'send a folder'
    },
    exitCodes: EXIT_CODES,
    more: `${command} --help lists all flags and exit codes.`
  }),
  'client-app': (command) => ({
    usage: [`${command} [flags] <key>`],
    summary: `Joins the host that listens on <key>.\n${MODES}`,
    words: { '<key>': KEY },
    flags: MEMBER_FLAGS,
    examples: {
      [`${command} <key>`]: 'join a chat; /quit leaves',
      [`${command} <key> --send "backup done"`]: 'post one message',
      [`${command} <key> --send-only < photo.jpg`]: 'send one file',
      [`${command} <key> --recv-only > photo.jpg`]: 'receive one file'
    },
    exitCodes: EXIT_CODES,
    more: `${command} --help lists all flags and exit codes.`
  }),
  'hyperdht-chat': commandPage
}

/** The page of the combined command, which accepts the flags of both apps. */
export function commandPage(command = 'hyperdht-chat'): HelpPage {
  return {
    usage: [`${command} host [flags]`, `${command} join [flags] <key>`, `${command} [flags] <key>`],
    summary: `Chat and exact pipes between two terminals, peer to peer.\n${MODES}`,
    words: {
      host: 'Open a chat room, or one end of a pipe, and print its key',
      join: 'Join it, from anywhere; the word may be left out',
      '<key>': KEY
    },
    flags: {
      ...SHARED_FLAGS,
      ...onlyWith('Host', HOST_FLAGS),
      ...onlyWith('Join', MEMBER_FLAGS)
    },
    examples: {
      [`${command} host`]: 'open a chat; /quit ends it',
      [`${command} join <key>`]: 'join it; /quit leaves',
      [`${command} host --send-only < photo.jpg`]: 'send one file',
      [`${command} join <key> --recv-only > photo.jpg`]: 'receive it'
    },
    exitCodes: EXIT_CODES,
    more: `${command} --help lists all flags and exit codes.`
  }
}

/** The flags of only one of the apps, labelled as such in the help. */
function onlyWith(app: 'Host' | 'Join', flags: FlagTable): FlagTable {
  const own = Object.entries(flags).filter(([name]) => !(name in SHARED_FLAGS))
  return Object.fromEntries(
    own.map(([name, spec]) => {
      const help = `${app}: ${spec.help.charAt(0).toLowerCase()}${spec.help.slice(1)}`
      return [name, { ...spec, help }]
    })
  )
}
