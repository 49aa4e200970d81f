// A real terminal: a tmux server of its own for each test.
import b4a from 'b4a'
import type { Assertions } from 'brittle'
import { spawn } from '#child-process'
import fs from '#fs'
import path from '#path'

const POLL_MS = 50
const LIMIT_MS = 20_000

let count = 0

export interface TerminalOptions {
  /** What a shell would run; it has the terminal for itself. */
  command: string
  folder: string
  columns?: number
  rows?: number
  /** Whether a shell with job control runs it. */
  hasJobs?: boolean
}

/** True when this machine has tmux. */
export async function hasTerminal(): Promise<boolean> {
  return (await output('sh', ['-c', 'command -v tmux || true'])) !== ''
}

export class Terminal {
  readonly #socket: string
  readonly #codeFile: string

  private constructor(folder: string) {
    this.#socket = path.join(folder, `tmux-${++count}`)
    this.#codeFile = `${this.#socket}.code`
  }

  static async start(t: Assertions, options: TerminalOptions): Promise<Terminal> {
    const { command, folder, columns = 80, rows = 24, hasJobs = false } = options
    const terminal = new Terminal(folder)
    // sh, not bash, which would repair the terminal by itself. It and the pane outlive a Ctrl-C, so
    // that what it left on the screen can be read.
    const script = `trap : INT; ${command}; echo $? > ${terminal.#codeFile}; read -r _`
    const size = ['-x', String(columns), '-y', String(rows)]
    const shell = hasJobs ? 'exec bash --norc --noprofile -i' : script
    // Held open by everything that runs inside, so its closing tells when the last of them has ended.
    const held = `${terminal.#socket}.held`
    await output('mkfifo', [held])
    const gone = output('cat', [held])
    const inside = ['sh', '-c', `exec 9>${held}; ${shell}`]
    await terminal.#tmux(['-f', '/dev/null', 'new-session', '-d', ...size, ...inside])
    if (hasJobs) await terminal.enter(`PS1='$ '; ${command}; echo $? > ${terminal.#codeFile}`)
    t.teardown(async () => {
      await terminal.#tmux(['kill-server'])
      // A program that is still shutting down would write into folders about to be removed.
      await gone
    })
    return terminal
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux(['send-keys', '-l', text])
  }

  /** Types text and presses Enter. */
  async enter(text: string): Promise<void> {
    await this.type(text)
    await this.press('Enter')
  }

  /** Pastes text, with paste brackets if the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#tmux(['set-buffer', text])
    await this.#tmux(['paste-buffer', '-p'])
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux(['resize-window', '-x', String(columns), '-y', String(rows)])
  }

  /** Presses a key by tmux's name for it: Enter, C-c, C-d, Up. */
  async press(key: string): Promise<void> {
    await this.#tmux(['send-keys', key])
  }

  /** The visible screen, with wrapped lines joined. */
  screen(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-J'])
  }

  /** Everything from the start of the scrollback, with wrapped lines joined. */
  everything(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-J', '-S', '-'])
  }

  /** The rows of the screen with their styles. */
  styled(): Promise<string> {
    return this.#tmux(['capture-pane', '-p', '-e'])
  }

  /** Whether the bell has rung: tmux marks the window. */
  async bells(): Promise<boolean> {
    return (await this.#tmux(['display-message', '-p', '#{window_bell_flag}'])).trim() === '1'
  }

  /** Resolves with the match once the screen shows it; rejects with the screen if it never does. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    return poll(
      async () => pattern.exec(await this.screen()),
      async () => {
        return `never showed ${String(pattern)}:\n${await this.screen()}`
      }
    )
  }

  /** The exit code of the command. */
  async exited(): Promise<number> {
    const code = await poll(
      async () =>
        fs.existsSync(this.#codeFile) ? /\d+/.exec(fs.readFileSync(this.#codeFile, 'utf8')) : null,
      async () => `never ended:\n${await this.screen()}`
    )
    return Number(code[0])
  }

  #tmux(args: string[]): Promise<string> {
    return output('tmux', ['-S', this.#socket, ...args])
  }
}

/** tmux tells nobody when a screen changes, so it has to be asked again. */
async function poll<Result>(
  look: () => Promise<Result | null>,
  failure: () => Promise<string>
): Promise<Result> {
  const limit = Date.now() + LIMIT_MS
  while (Date.now() < limit) {
    const result = await look()
    if (result !== null) return result
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(await failure())
}

function output(file: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const chunks: Uint8Array[] = []
    child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    child.stdout.on('close', () => resolve(b4a.toString(b4a.concat(chunks))))
  })
}
