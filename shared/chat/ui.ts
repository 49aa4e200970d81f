// The UI of a chat: shows what happens, and takes input from the user or script.
import type { ChatError } from '../base/errors.ts'
import type { ChatModeOptions } from '../app/options.ts'
import type { Participant } from './participant.ts'
import type { Report } from '../app/report.ts'
import type { Output } from './output.ts'

export interface ChatUi {
  /** Shows an output of the chat. */
  say(output: Output): void
  /** Shows a report of the app. */
  report: Report
  /** Resolves when everything shown so far has been written out. */
  heard(): Promise<void>
  /**
   * Runs the input as commands and posts of `participant`. Called once, before the first `say`. Resolves when the
   * input has ended and all of it is handled. Throws INPUT_FAILED.
   */
  run(participant: Participant): Promise<void>
  /** How many past messages it starts with, for a person to find their place again. */
  readonly pastShown: number
  /** The line typed but not sent. */
  readonly draft: string
  /** The chat ends without the user having asked for it: discards what is typed from here on. */
  interrupt(): void
  /** Resolves when output can no longer be shown. */
  readonly failed: Promise<ChatError>
}

export interface UiOptions extends ChatModeOptions {
  /** What this user calls the room; null for nothing. */
  alias: string | null
  report: Report
  /** No interactive user: `--send`. */
  isUnattended: boolean
}
