// What a terminal sends, as keys: ECMA-48 sequences as xterm and its kin send them. Pure.
import { printable, printableText } from '../../base/text.ts'

export interface Key {
  /** `text` for letters, `paste` for what was pasted, else the key: `enter`, `left`, `ctrl-a`, `alt-b`. */
  name: string
  /** Of letters and pastes, safe to show; a paste may have several lines. */
  text: string
}

/** What one paste may bring, in code units. More is left out: a message takes far less. */
export const PASTE_LIMIT = 64 * 1024

const ESC = '\x1b'
const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'
/** No key sends as much: it is no sequence at all. */
const LONGEST_SEQUENCE = 32

/* oxlint-disable no-control-regex */
const CSI = /^\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])/
const CSI_BEGUN = /^\x1b\[[\x30-\x3f]*[\x20-\x2f]*$/
/** F1 to F5 on the console of Linux, which would pass for CSI and a letter. */
const LINUX_FUNCTION_KEY = /^\x1b\[\[[A-E]?/
const SS3 = /^\x1bO(.)/
const LETTERS = /^[^\x00-\x1f\x7f]+/
/* oxlint-enable no-control-regex */

const FINALS: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab'
}
const NUMBERS: Record<string, string> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  7: 'home',
  8: 'end'
}
/** xterm's modifier parameter. */
const MODIFIERS: Record<string, string> = { 3: 'alt-', 5: 'ctrl-' }
const CONTROLS: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace'
}

export class KeyReader {
  #pending = ''
  #pasted: string | null = null

  /** Whether more has to come before it is clear what was pressed: `flush` ends the wait. */
  get isWaiting(): boolean {
    return this.#pending !== '' || this.#pasted !== null
  }

  get isPasting(): boolean {
    return this.#pasted !== null
  }

  /** The keys that `input` completes. */
  push(input: string): Key[] {
    const keys: Key[] = []
    let rest = this.#pending + input
    this.#pending = ''
    while (rest !== '') {
      const taken = this.#pasted === null ? this.#take(rest, keys) : this.#paste(rest, keys)
      if (taken === 0) {
        this.#pending = rest
        break
      }
      rest = rest.slice(taken)
    }
    return keys
  }

  /** Nothing came for a while: what is left is all there is. */
  flush(): Key[] {
    const rest = this.#pending
    this.#pending = ''
    if (this.#pasted === null) return rest === ESC ? [key('escape')] : []
    this.#pasted += rest
    return [this.#endPaste()]
  }

  /** Takes one key off the start of `input`; returns its length, or 0 when more has to come. */
  #take(input: string, keys: Key[]): number {
    const [letters] = LETTERS.exec(input) ?? []
    if (letters !== undefined) {
      const text = printable(letters)
      if (text !== '') keys.push({ name: 'text', text })
      return letters.length
    }
    if (input.startsWith(ESC)) return this.#takeSequence(input, keys)
    const control = input.charAt(0)
    keys.push(key(controlName(control)))
    return 1
  }

  #takeSequence(input: string, keys: Key[]): number {
    if (input.startsWith(PASTE_START)) {
      this.#pasted = ''
      return PASTE_START.length
    }
    const functionKey = LINUX_FUNCTION_KEY.exec(input)
    if (functionKey) return functionKey[0].length === 4 ? 4 : 0
    const [sequence, parameters = '', final = ''] = CSI.exec(input) ?? []
    if (sequence !== undefined) {
      const name = sequenceName(parameters, final)
      if (name !== null) keys.push(key(name))
      return sequence.length
    }
    const isBegun = input === ESC || input === `${ESC}O` || CSI_BEGUN.test(input)
    if (isBegun) return input.length > LONGEST_SEQUENCE ? input.length : 0
    const [shift, letter = ''] = SS3.exec(input) ?? []
    if (shift !== undefined) {
      const name = FINALS[letter]
      if (name !== undefined) keys.push(key(name))
      return shift.length
    }
    const next = input.charAt(1)
    if (next === ESC) {
      keys.push(key('escape'))
      return 1
    }
    keys.push(key(`alt-${next < ' ' || next === '\x7f' ? controlName(next) : next}`))
    return 2
  }

  #paste(input: string, keys: Key[]): number {
    const end = input.indexOf(PASTE_END)
    if (end === -1) {
      // The end of the paste may itself be cut in two.
      const sure = Math.max(input.length - PASTE_END.length + 1, 0)
      this.#addPasted(input.slice(0, sure))
      return sure
    }
    this.#addPasted(input.slice(0, end))
    keys.push(this.#endPaste())
    return end + PASTE_END.length
  }

  #addPasted(text: string): void {
    this.#pasted = ((this.#pasted ?? '') + text).slice(0, PASTE_LIMIT)
  }

  #endPaste(): Key {
    const text = printableText(this.#pasted ?? '')
    this.#pasted = null
    return { name: 'paste', text }
  }
}

function key(name: string): Key {
  return { name, text: '' }
}

function sequenceName(parameters: string, final: string): string | null {
  const [number = '', modifier = ''] = parameters.split(';')
  const name = final === '~' ? NUMBERS[number] : FINALS[final]
  return name === undefined ? null : (MODIFIERS[modifier] ?? '') + name
}

function controlName(control: string): string {
  const name = CONTROLS[control]
  if (name !== undefined) return name
  return `ctrl-${String.fromCharCode(control.charCodeAt(0) + 0x60)}`
}
