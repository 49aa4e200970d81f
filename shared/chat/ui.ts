// How whoever runs a chat takes part in it: what is said to them, and what they type.
import type { ChatError } from '../base/errors.ts'
import type { ChatModeOptions } from '../app/options.ts'
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
   * Does what is typed, as commands and posts of `participant`. To be called once, before anything is said.
   * Resolves at the end of input, when all of it is dealt with. Throws INPUT_FAILED.
   */
  run(participant: Participant): Promise<void>
  /** What is typed and not sent. */
  readonly draft: string
  /** The chat ends without this person having wanted it: what is typed from here on is meant for nobody. */
  interrupt(): void
  /** Resolves when nothing can be shown any more. */
  readonly failed: Promise<ChatError>
}

export interface UiOptions extends ChatModeOptions {
  report: Report
  /** Nobody types: `--send`. */
  isUnattended: boolean
}
