// The editor's keys, as /help lists them below the commands.
const KEYS: Readonly<Record<string, string>> = {
  Tab: 'complete a command or a name; again for the next',
  'Up, Down': 'lines you sent before',
  'Ctrl-R': 'search them; again for an older one',
  'Alt-Enter': 'start a new line in the message',
  'Ctrl-A, Ctrl-E': 'go to the start or end of the line',
  'Ctrl-W, Ctrl-U': 'cut a word, or all before the cursor; Ctrl-Y pastes it',
  'Ctrl-L, Ctrl-Z': 'clear the screen; suspend the chat until fg',
  'Ctrl-C': 'clear the line; twice leaves',
  'Ctrl-D': 'leave, when the line is empty'
}

export const KEY_HELP: string[] = Object.entries(KEYS).map(
  ([keys, help]) => `${keys.padEnd(20)} ${help}`
)
