// The terminal's title, while the screen has the terminal. Pure.
import { RESTORE_TITLE, SAVE_TITLE, setTitle } from './escapes.ts'

export class Title {
  #shown: string | null = null

  /** The bytes that make the terminal show `title`, which has no control characters; empty when nothing changes. */
  show(title: string | null): string {
    if (title === null || title === this.#shown) return ''
    const save = this.#shown === null ? SAVE_TITLE : ''
    this.#shown = title
    return save + setTitle(title)
  }

  /** The bytes that bring back the title from before. */
  giveBack(): string {
    const wasShown = this.#shown !== null
    this.#shown = null
    return wasShown ? RESTORE_TITLE : ''
  }
}
