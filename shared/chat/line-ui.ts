// The UI in lines: JSON and messages go to standard output, everything else as sentences to standard error. On a
// terminal both are the same.
import { outputError } from '../network/foreign-errors.ts'
import type { ChatError } from '../base/errors.ts'
import type { Participant } from './participant.ts'
import type { ChatUi, UiOptions } from './ui.ts'
import { readLines } from './plain-lines.ts'
import { isVital } from '../app/quiet.ts'
import type { Report } from '../app/report.ts'
import type { Output } from './output.ts'
import { inWords } from './output-words.ts'
import { openInput } from '../app/open-input.ts'
import { wordOutlet } from '../app/outlets.ts'
import { Words } from '../app/words.ts'
import { jsonLine, printable } from '../base/text.ts'

/** Messages of people go to standard output, everything else to standard error. */
const MESSAGES = new Set<Output['event']>(['post', 'whisper', 'line'])

type LineUiOptions = Pick<
  UiOptions,
  'isJson' | 'isOnTerminal' | 'isQuiet' | 'report' | 'takesCommands'
>

export class LineUi implements ChatUi {
  readonly report: Report
  readonly draft = ''
  readonly pastShown = 0
  readonly failed: Promise<ChatError>
  readonly #options: LineUiOptions
  readonly #output: Words
  readonly #asides: Words

  constructor(options: LineUiOptions) {
    this.#options = options
    this.report = options.report
    let fail: (error: ChatError) => void = () => {}
    this.failed = new Promise((resolve) => (fail = resolve))
    const format = options.isJson ? 'json' : 'text'
    const onFailed = (cause: unknown): void => fail(outputError(cause))
    this.#output = new Words({ outlet: wordOutlet(1), format, onFailed })
    this.#asides = new Words({ outlet: wordOutlet(2), format })
  }

  say(output: Output): void {
    const { isJson, isOnTerminal, isQuiet } = this.#options
    if (isJson) {
      this.#output.write(jsonLine(output))
      return
    }
    const isMessage = MESSAGES.has(output.event)
    // Own messages were visible while typing, and past joins and leaves are not worth a line.
    if (isMessage && 'isOwn' in output && output.isOwn && !isHistory(output)) return
    if (!isMessage && isHistory(output)) return
    if (isQuiet && !isVital(output)) return
    const target = isMessage || isOnTerminal ? this.#output : this.#asides
    for (const line of inWords(output)) target.write(`${printable(line)}\n`)
  }

  heard(): Promise<void> {
    return this.#output.written()
  }

  async run(participant: Participant): Promise<void> {
    const { isJson, isOnTerminal, takesCommands } = this.#options
    if (isJson) {
      const { runCommands } = await import('./json-lines.ts')
      return runCommands(openInput(), participant)
    }
    const hasCommands = isOnTerminal || takesCommands
    let loading: Promise<typeof import('./run.ts')> | null = null
    return readLines(openInput(), async (line) => {
      // For the first line: until then, nobody needs it.
      const { runLine, runText } = await (loading ??= import('./run.ts'))
      await (hasCommands ? runLine : runText)(participant, line)
    })
  }

  interrupt(): void {}
}

function isHistory(output: Output): boolean {
  return 'isHistory' in output && output.isHistory
}
