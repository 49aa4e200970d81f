// How whoever runs a chat takes part in it: what is said to them, and what they type.
import type { ChatError } from '../base/errors.ts'
import type { Options } from '../app/options.ts'
import type { Participant } from './participant.ts'
import type { Report } from '../app/report.ts'
import type { Output } from './output.ts'

export interface ChatUi {
  /** Shows what the chat tells. */
  say(output: Output): void
  /** Shows what the app tells about itself. */
  report: Report
  /** Resolves when all that was said so far is out of our hands. */
  heard(): Promise<void>
  /**
   * Calls `onLine` with each line, or message of several lines, that is typed; it resolves once the line is
   * dealt with. Resolves at the end of input. Throws INPUT_FAILED.
   */
  read(onLine: (line: string) => void | Promise<void>): Promise<void>
  /** There is a place in the room now that lines are run in. It has these commands. */
  enter(participant: Participant, commands: string[]): void
  /** Resolves when the person wants to leave without having come in. Throws NOT_POSTED. */
  readonly left: Promise<void>
  /** Rejects when nothing can be shown any more. */
  readonly failed: Promise<ChatError>
}

export interface UiOptions extends Options {
  report: Report
  /** Nobody types: `--send`. */
  isUnattended: boolean
}
