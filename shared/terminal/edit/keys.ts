// Parses terminal input into keys. Answers and reports, requested or not, are dropped. Pure.
import { altKey, controlKey, key, textKey, type Key } from './key-names.ts'
import { Paste } from './paste.ts'
import { isIntroducer, takeSequence, type Sequence } from './sequences.ts'
import { csiKey, ss3Key } from './sequence-keys.ts'
import { STRING_INTRODUCERS, takeString } from './strings.ts'
import { RAW_BYTE } from './utf8.ts'

export type { Key } from './key-names.ts'

/**
 * What an incomplete input may be: a key, which may already be complete; an answer of the terminal, which arrives at
 * once except for network delays; a paste.
 */
export type Awaited = 'key' | 'answer' | 'paste'

const ESC = '\x1b'
const PASTE_END = '\x1b[201~'
/** More than a clipboard in an OSC 52 answer, in UTF-16 units: beyond that, input is keys again. */
const LONGEST_STRING = 1024 * 1024

/* oxlint-disable no-control-regex */
/** A control sequence with at least one character: nobody types Alt and `[` that fast. */
const BEGUN = /^(?:\x1b\[|[\x9b\udc9b])[^]/
const LETTERS = /^[^\x00-\x1f\x7f-\x9f\p{Surrogate}]+/u
/* oxlint-enable no-control-regex */

export class KeyReader {
  #pending = ''
  #paste: Paste | null = null
  /** Length so far of a string that has not ended; null outside of one. */
  #stringLength: number | null = null

  /** What is still incomplete; `flush` ends the wait. Null for nothing. */
  get awaits(): Awaited | null {
    if (this.#paste !== null) return 'paste'
    if (this.#stringLength !== null || BEGUN.test(this.#pending)) return 'answer'
    return this.#pending === '' ? null : 'key'
  }

  /** The keys that `input` completes. */
  push(input: string): Key[] {
    const keys: Key[] = []
    let rest = this.#pending + input
    this.#pending = ''
    while (rest !== '') {
      const taken = this.#take(rest, keys)
      if (taken === 0) {
        this.#pending = rest
        break
      }
      rest = rest.slice(taken)
    }
    return keys
  }

  /** The wait timed out: reads what is left as complete. */
  flush(): Key[] {
    const rest = this.#pending
    this.#pending = ''
    this.#stringLength = null
    if (this.#paste !== null) {
      this.#paste.add(rest)
      return [this.#endPaste()]
    }
    if (rest === ESC) return [key('escape')]
    // Something that began like a string but is not an answer was typed with Alt.
    const isTyped = rest.startsWith(ESC) && STRING_INTRODUCERS.includes(rest.charAt(1))
    return isTyped ? [altKey(rest.charAt(1)), ...this.push(rest.slice(2)), ...this.flush()] : []
  }

  /** Parses the start of `input`; returns the length consumed, or 0 when more input is needed. */
  #take(input: string, keys: Key[]): number {
    if (this.#paste !== null) return this.#takePasted(this.#paste, input, keys)
    if (this.#stringLength !== null) return this.#takeString(this.#stringLength, input, keys)
    const [letters] = LETTERS.exec(input) ?? []
    if (letters !== undefined) return add(keys, textKey(letters), letters.length)
    if (isIntroducer(input.charAt(0))) return this.#takeSequence(input, keys)
    return add(keys, singleKey(input.charAt(0)), 1)
  }

  #takeSequence(input: string, keys: Key[]): number {
    const sequence = takeSequence(input)
    if (sequence === null) return 0
    const { length } = sequence
    if (sequence.is === 'open-string') this.#stringLength = length
    else if (isPasteStart(sequence)) this.#paste = new Paste()
    else add(keys, keyOf(sequence), length)
    return length
  }

  #takeString(before: number, input: string, keys: Key[]): number {
    const { length, state } = takeString(input)
    const total = before + length
    this.#stringLength = state === 'open' && total < LONGEST_STRING ? total : null
    // A string broken off by a key leaves the key to be parsed.
    return state === 'broken' && length === 0 ? this.#take(input, keys) : length
  }

  #takePasted(paste: Paste, input: string, keys: Key[]): number {
    const end = input.indexOf(PASTE_END)
    // The end marker of the paste may itself be split.
    const sure = end === -1 ? Math.max(input.length - PASTE_END.length + 1, 0) : end
    paste.add(input.slice(0, sure))
    if (end === -1) return sure
    return add(keys, this.#endPaste(), end + PASTE_END.length)
  }

  #endPaste(): Key {
    const { text, leftOut } = this.#paste?.end() ?? { text: '', leftOut: 0 }
    this.#paste = null
    return { name: 'paste', text, leftOut }
  }
}

function isPasteStart(sequence: Sequence): boolean {
  return sequence.is === 'csi' && sequence.final === '~' && sequence.parameters === '200'
}

function keyOf(sequence: Sequence): Key | null {
  switch (sequence.is) {
    case 'csi':
      return csiKey(sequence.parameters, sequence.final)
    case 'ss3':
      return ss3Key(sequence.parameters, sequence.final)
    case 'alt':
      return altKey(sequence.letter)
    case 'escape':
      return key('escape')
    default:
      return null
  }
}

/** A control character, or a byte that is not UTF-8: a Meta key on terminals that set the eighth bit. */
function singleKey(letter: string): Key | null {
  const code = letter.charCodeAt(0)
  if (code < 0x80) return controlKey(letter)
  return code > RAW_BYTE ? altKey(String.fromCharCode((code - RAW_BYTE) & 0x7f)) : null
}

function add(keys: Key[], pressed: Key | null, length: number): number {
  if (pressed !== null) keys.push(pressed)
  return length
}
