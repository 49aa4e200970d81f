// A program takes part in a chat instead of a person: its standard input gets what happens, its standard output
// gives commands, both as JSON, one object a line.
import { ChildProgram } from '../app/child-program.ts'
import { isLeaving, onShutdown } from '../app/exit.ts'
import type { Report } from '../app/report.ts'
import { Words } from '../app/words.ts'
import { wait } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { jsonLine } from '../base/text.ts'
import { runCommands } from './json-lines.ts'
import type { Output } from './output.ts'
import type { Participant } from './participant.ts'
import type { ChatUi } from './ui.ts'

export interface ExecUiOptions {
  /** The command line of the program, as a shell takes it. */
  exec: string
  report: Report
}

/** How long its last commands may take to be read: something it has started may hold its output open for ever. */
const LAST_COMMANDS_MS = 1000

export class ExecUi implements ChatUi {
  readonly report: Report
  readonly draft = ''
  /** What the program does not read is its own affair: it may only have something to say. */
  readonly failed = new Promise<never>(() => {})
  readonly #command: string
  readonly #program: ChildProgram
  readonly #events: Words

  constructor({ exec, report }: ExecUiOptions) {
    this.#command = exec
    this.report = report
    this.#program = new ChildProgram(exec)
    this.#events = new Words({ outlet: this.#program.input, format: 'json' })
    onShutdown(() => this.end())
  }

  /** Resolves when the program has ended. */
  end(): Promise<void> {
    return this.#program.end()
  }

  say(output: Output): void {
    this.#events.write(jsonLine(output))
  }

  heard(): Promise<void> {
    return this.#events.written()
  }

  /** Until the program has ended, and its commands are dealt with: then it leaves. Throws EXEC_FAILED. */
  async run(participant: Participant): Promise<void> {
    const { ended, output } = this.#program
    const commands = runCommands(output, participant)
    // Whatever is wrong with its output, its exit code says more.
    commands.catch(() => {})
    const code = await ended
    await Promise.race([commands, wait(LAST_COMMANDS_MS)])
    // It was us who ended it.
    if (isLeaving()) return
    if (code !== 0) throw new ChatError('EXEC_FAILED', { values: { command: this.#command, code } })
    participant.quit()
  }

  interrupt(): void {}
}
