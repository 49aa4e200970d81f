// What a person types, from the keys to what they ask for; kept for the next time.
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
  /** Whether nothing was ever typed here. */
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

  /** What is written and not sent, safe to show. */
  get draft(): string {
    return printableText(textOf(this.#editor.line))
  }

  /** What the key asks for beyond the line. */
  press(key: Key): Effect | null {
    const { editor, effect } = press(this.#editor, key, this.#vocabulary())
    this.#editor = editor
    if (effect?.type === 'send') this.#file.append(effect.text)
    return effect
  }

  /** Time has passed: the next key is not taken for the second of two. */
  pause(): void {
    this.#editor = pause(this.#editor)
  }
}
