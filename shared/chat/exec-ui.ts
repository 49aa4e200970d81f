// Runs a program as a participant: events go to its standard input, commands come from its standard output, both
// as JSON, one object a line.
import { ChildProgram } from '../app/child-program.ts'
import { isLeaving, onShutdown } from '../app/exit.ts'
import type { Report } from '../app/report.ts'
import { Words } from '../app/words.ts'
import { wait } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import { quote } from '../base/text.ts'
import { jsonLine } from '../base/text.ts'
import { runCommands } from './json-lines.ts'
import type { Output } from './output.ts'
import type { Participant } from './participant.ts'
import type { ChatUi } from './ui.ts'

export interface ExecUiOptions {
  /** The command line of the program, for a shell. */
  exec: string
  report: Report
}

/** How long reading its last commands may take: a child of the program may keep its output open for ever. */
const LAST_COMMANDS_MS = 1000

export class ExecUi implements ChatUi {
  readonly report: Report
  readonly draft = ''
  readonly pastShown = 0
  /** Never: a program that does not read its input may still send commands. */
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

  /** Ends the program; resolves when it has exited. */
  end(): Promise<void> {
    return this.#program.end()
  }

  say(output: Output): void {
    this.#events.write(jsonLine(output))
  }

  heard(): Promise<void> {
    return this.#events.written()
  }

  /** Resolves when the program has exited and its commands are handled. Throws EXEC_FAILED. */
  async run(participant: Participant): Promise<void> {
    const { ended, output } = this.#program
    const commands = runCommands(output, participant)
    // If its output fails, its exit code says more.
    commands.catch(() => {})
    const code = await ended
    await Promise.race([commands, wait(LAST_COMMANDS_MS)])
    // We ended it ourselves.
    if (isLeaving()) return
    const command = quote(this.#command)
    if (code !== 0) throw new ChatError('EXEC_FAILED', { values: { command, code } })
    participant.quit()
  }

  interrupt(): void {}
}
