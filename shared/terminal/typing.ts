// The user's typing: turns keys into effects, and saves sent lines in the history.
import { printableText } from '../base/text.ts'
import type { Vocabulary } from './edit/completion.ts'
import { createEditor, type Editor } from './edit/editor-state.ts'
import { pause, press, type Effect } from './edit/editor.ts'
import type { HistoryFile } from './edit/history-file.ts'
import type { Key } from './edit/keys.ts'
import { textOf } from './edit/line.ts'

export class Typing {
  readonly #file: HistoryFile
  readonly #vocabulary: () => Vocabulary
  #editor: Editor
  /** Whether nothing was ever typed under this identity. */
  readonly isFirst: boolean

  constructor(file: HistoryFile, vocabulary: () => Vocabulary) {
    this.#file = file
    this.#vocabulary = vocabulary
    const history = file.load()
    this.isFirst = history === null
    this.#editor = createEditor(history ?? [])
  }

  get editor(): Editor {
    return this.#editor
  }

  /** The unsent line, safe to show. */
  get draft(): string {
    return printableText(textOf(this.#editor.line))
  }

  /** What the key asks for beyond editing the line; null for nothing. */
  press(key: Key): Effect | null {
    const { editor, effect } = press(this.#editor, key, this.#vocabulary())
    this.#editor = editor
    if (effect?.type === 'send') this.#file.append(effect.text)
    return effect
  }

  /** Time has passed, so the next key does not count as a repeat. */
  pause(): void {
    this.#editor = pause(this.#editor)
  }
}
