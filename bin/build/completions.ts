// Shell completions for bash, zsh and fish, generated from the table of flags.
import { commandPage } from '../../shared/app/help-pages.ts'
import type { FlagSpec } from '../../shared/app/flags.ts'

/** Where each shell looks for its completions: the name of the file tells zsh and bash the command. */
export const COMPLETIONS: Readonly<Record<string, () => string>> = {
  'hyperdht-chat.bash': bashCompletion,
  '_hyperdht-chat': zshCompletion,
  'hyperdht-chat.fish': fishCompletion
}

const COMMAND = 'hyperdht-chat'
const NOTE = `# Completion of ${COMMAND}, made from its table of flags.`
/** Prints what the user calls the hosts they know, one a line; for the shell function or command $COMMAND. */
const aliases = (command: string): string =>
  `${command} join --rooms --json 2>/dev/null | sed -n 's/.*"alias":"\\([^"]*\\)".*/\\1/p'`
const FLAGS: [name: string, spec: FlagSpec][] = Object.entries(commandPage().flags)

function bashCompletion(): string {
  const takers = FLAGS.filter(([, { takes }]) => takes !== undefined && takes !== 'dir')
  return `${NOTE}
_hyperdht_chat() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # Of --storage=dir, bash makes three words.
  [[ $before == '=' ]] && before=\${COMP_WORDS[COMP_CWORD-2]}
  [[ $word == '=' ]] && word=
  COMPREPLY=()
  case $before in
    ${spellingsOf('dir').join('|')})
      local IFS=$'\\n'
      compopt -o filenames
      COMPREPLY=($(compgen -d -- "$word"))
      return ;;
    ${takers.flatMap(spellings).join('|')}) return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${FLAGS.map(([name]) => `--${name}`).join(' ')}' -- "$word"))
  elif [[ $COMP_CWORD == 1 ]]; then
    COMPREPLY=($(compgen -W 'host join' -- "$word"))
  elif [[ \${COMP_WORDS[1]} == join ]]; then
    # Not by compgen -W, which would run what is in them.
    local alias
    while IFS= read -r alias; do
      [[ $alias == "$word"* ]] && COMPREPLY+=("$(printf %q "$alias")")
    done < <(${aliases('"${COMP_WORDS[0]}"')})
  fi
}
complete -F _hyperdht_chat ${COMMAND}
`
}

function zshCompletion(): string {
  const lines = FLAGS.map(([name, spec]) => {
    const { short, takes, isRepeatable, help } = spec
    const isFree = takes !== undefined
    const all = [
      ...(short ? [`-${short}${isFree ? '+' : ''}`] : []),
      `--${name}${isFree ? '=' : ''}`
    ]
    const others = isRepeatable ? `'*'` : `'(${spellings([name, spec]).join(' ')})'`
    const value = isFree ? `:${escape(takes)}:${takes === 'dir' ? '_path_files -/' : ' '}` : ''
    const names = all.length > 1 ? `{${all.join(',')}}` : all.join('')
    return `${others}${names}${quote(`[${escape(help)}]${value}`)}`
  })
  return `#compdef ${COMMAND}
${NOTE}
_hyperdht_chat_aliases() {
  local -a aliases=(\${(f)"$(${aliases('$words[1]')})"})
  compadd -a aliases
}
_arguments -s -S \\
  ${lines.join(' \\\n  ')} \\
  '1:command or key:((host\\:"open a chat room, or one end of a pipe" join\\:"join it"))' \\
  '2:key:_hyperdht_chat_aliases'
`
}

function fishCompletion(): string {
  const lines = FLAGS.map(([name, { short, takes, help }]) => {
    const parts = [`complete -c ${COMMAND}`, `-l ${name}`]
    if (short !== undefined) parts.push(`-s ${short}`)
    if (takes !== undefined)
      parts.push(takes === 'dir' ? "-x -a '(__fish_complete_directories)'" : '-x')
    return `${parts.join(' ')} -d ${fishQuote(help)}`
  })
  return `${NOTE}
complete -c ${COMMAND} -f
complete -c ${COMMAND} -n __fish_use_subcommand -a host -d 'Open a chat room, or one end of a pipe'
complete -c ${COMMAND} -n __fish_use_subcommand -a join -d 'Join it'
complete -c ${COMMAND} -n '__fish_seen_subcommand_from join' -a ${fishQuote(`(${aliases(COMMAND)})`)}
${lines.join('\n')}
`
}

function spellingsOf(kind: string): string[] {
  return FLAGS.filter(([, { takes }]) => takes === kind).flatMap(spellings)
}

/** All spellings of a flag: `-n --name`. */
function spellings([name, { short }]: [name: string, spec: FlagSpec]): string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`]
}

/** For _arguments, where brackets and colons are special. */
function escape(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function fishQuote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
