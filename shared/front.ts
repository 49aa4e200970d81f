// How whoever runs a chat takes part in it: what is said to them, and what they type.
import type { ChatError } from './errors.ts'
import type { Options } from './options.ts'
import type { Place } from './place.ts'
import type { Report } from './report.ts'
import type { Output } from './room/output.ts'
import { environment } from './runtime.ts'

export interface Front {
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
  enter(place: Place, commands: string[]): void
  /** Resolves when the person wants to leave without having come in. Throws NOT_POSTED. */
  readonly left: Promise<void>
  /** Rejects when nothing can be shown any more. */
  readonly failed: Promise<ChatError>
}

export interface FrontOptions extends Options {
  report: Report
  /** Nobody types: `--send`. */
  isUnattended: boolean
}

/** A person at a terminal gets a screen with a prompt; scripts, and terminals that know nothing, get lines. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { isOnTerminal, isJson, isUnattended } = options
  const isDumb = (environment('TERM') ?? 'dumb') === 'dumb'
  if (isOnTerminal && !isJson && !isUnattended && !isDumb) {
    const { ScreenFront } = await import('./terminal/screen-front.ts')
    return new ScreenFront(options)
  }
  const { PlainFront } = await import('./plain-front.ts')
  return new PlainFront(options)
}
