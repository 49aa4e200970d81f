// A paste in progress, limited to what could be sent. Pure.
import { printableText } from '../../base/text.ts'
import { b4a } from '../../base/packages.ts'
import { LIMITS } from '../../base/limits.ts'

/** In UTF-16 units: more than a line may hold, because escape sequences and outer blank lines are removed. */
export const PASTE_LIMIT = 2 * LIMITS.lineBytes

export class Paste {
  #text = ''
  #leftOut = 0

  add(text: string): void {
    const room = PASTE_LIMIT - this.#text.length
    const fitting = room < text.length ? whole(text.slice(0, room)) : text
    this.#text += fitting
    this.#leftOut += b4a.byteLength(text.slice(fitting.length))
  }

  /** The text, safe to show, and how many bytes at its end did not fit. */
  end(): { text: string; leftOut: number } {
    return { text: printableText(this.#text), leftOut: this.#leftOut }
  }
}

/** Drops half a surrogate pair at the end. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
}
