// The line editor: keys in, state out. Pure.
import { LIMITS } from '../../base/limits.ts'
import { b4a } from '../../base/packages.ts'
import { complete, completed, turn, type Completion, type Vocabulary } from './completion.ts'
import { KILLS, MOVES } from './bindings.ts'
import { createEditor, TYPING, type Editor, type Mode } from './editor-state.ts'
import { remember } from './history.ts'
import type { Key } from './keys.ts'
import * as edits from './line.ts'
import { EMPTY, lineOf, textOf, type Edit, type Line } from './line.ts'
import { moveVertically, recall } from './recall.ts'
import { search, startSearch, type Search } from './search.ts'

/** What a key asks the caller to do. */
export type Effect =
  | { type: 'send'; text: string }
  /** Ctrl-C: clears the line; a second one leaves. */
  | { type: 'interrupt' }
  | { type: 'leave' }
  /** Ctrl-D on an empty line. */
  | { type: 'end' }
  | { type: 'suspend' }
  | { type: 'clear-screen' }

export interface Pressed {
  editor: Editor
  effect: Effect | null
}

/** The editor after a key press, and the effect for the caller. */
export function press(editor: Editor, key: Key, vocabulary: Vocabulary): Pressed {
  const pressed = pressIn(editor, key, vocabulary)
  const leftOut = textOf(pressed.editor.line) === '' ? 0 : pressed.editor.leftOut
  return { ...pressed, editor: { ...pressed.editor, leftOut, lastKey: key.name } }
}

/** Time has passed, so the next key does not count as a repeat. */
export function pause(editor: Editor): Editor {
  return { ...editor, lastKey: '' }
}

function pressIn(editor: Editor, key: Key, vocabulary: Vocabulary): Pressed {
  if (key.name === 'ctrl-c') return interrupt(editor)
  switch (editor.mode.is) {
    case 'asking':
      return answer(editor, key, vocabulary)
    case 'searching':
      return lookUp(editor, editor.mode.search, key, vocabulary)
    case 'completing':
      return browse(editor, editor.mode.completion, key, vocabulary)
    case 'typing':
      return type(editor, key, vocabulary)
  }
}

type Action = (editor: Editor, vocabulary: Vocabulary) => Pressed

const ACTIONS: Record<string, Action> = {
  enter: (editor) => {
    const text = textOf(editor.line)
    if (text.trim() === '') return still(withLine(editor, EMPTY))
    // Too long: stays in the editor to be shortened.
    if (b4a.byteLength(text) > LIMITS.textBytes) return still(editor)
    return text.includes('\n') ? still({ ...editor, mode: { is: 'asking' } }) : send(editor)
  },
  'alt-enter': (editor) => still(put(editor, '\n')),
  up: (editor) => still(moveVertically(editor, -1)),
  down: (editor) => still(moveVertically(editor, 1)),
  'ctrl-p': (editor) => still(recall(editor, -1)),
  'ctrl-n': (editor) => still(recall(editor, 1)),
  'ctrl-y': (editor) => still(put(editor, editor.killed)),
  tab: (editor, vocabulary) => {
    const completion = complete(editor.line, vocabulary)
    return still(completion ? withCompletion(editor, completion) : editor)
  },
  'ctrl-r': (editor) => {
    const mode: Mode = { is: 'searching', search: startSearch(editor.line, editor.history) }
    return still({ ...editor, mode })
  },
  'ctrl-d': (editor) => {
    if (textOf(editor.line) === '') return { editor, effect: { type: 'end' } }
    return still(withLine(editor, edits.deleteRight(editor.line)))
  },
  'ctrl-l': (editor) => ({ editor, effect: { type: 'clear-screen' } }),
  'ctrl-z': (editor) => ({ editor, effect: { type: 'suspend' } })
}

function type(editor: Editor, key: Key, vocabulary: Vocabulary): Pressed {
  const { name, text, leftOut = 0 } = key
  if (name === 'text') return still(put(editor, text))
  if (name === 'paste') return still(put(editor, text, leftOut))
  const move = MOVES[name]
  if (move) return still(withLine(editor, move(editor.line)))
  const kill = KILLS[name]
  if (kill) return still(cut(editor, kill))
  return ACTIONS[name]?.(editor, vocabulary) ?? still(editor)
}

function interrupt(editor: Editor): Pressed {
  if (editor.lastKey === 'ctrl-c') return { editor, effect: { type: 'leave' } }
  const { history, killed } = editor
  return { editor: { ...createEditor(history), killed }, effect: { type: 'interrupt' } }
}

function answer(editor: Editor, key: Key, vocabulary: Vocabulary): Pressed {
  const { name, text } = key
  // A paste is text for the line, even if it begins with a y.
  if (name === 'paste') return type({ ...editor, mode: TYPING }, key, vocabulary)
  if (name === 'enter' || /^y/i.test(text)) return send(editor)
  const isNo = name === 'escape' || name === 'ctrl-g' || /^n/i.test(text)
  return still(isNo ? { ...editor, mode: TYPING } : editor)
}

function send(editor: Editor): Pressed {
  const text = textOf(editor.line)
  const { history, killed } = editor
  const cleared = { ...createEditor(remember(history, text)), killed }
  return { editor: cleared, effect: { type: 'send', text } }
}

function browse(editor: Editor, completion: Completion, key: Key, vocabulary: Vocabulary): Pressed {
  if (key.name === 'tab') return still(withCompletion(editor, turn(completion, 1)))
  if (key.name === 'shift-tab') return still(withCompletion(editor, turn(completion, -1)))
  return type({ ...editor, mode: TYPING }, key, vocabulary)
}

function lookUp(editor: Editor, before: Search, key: Key, vocabulary: Vocabulary): Pressed {
  if (key.name === 'escape' || key.name === 'ctrl-g') {
    return still({ ...editor, line: before.original, mode: TYPING })
  }
  const after = search(before, editor.history, key)
  if (after) {
    const line = lineOf(editor.history[after.found] ?? textOf(after.original))
    return still({ ...editor, line, mode: { is: 'searching', search: after } })
  }
  // Any other key accepts the match, then does its usual work.
  const isFound = editor.history[before.found] !== undefined
  const position = isFound ? before.found : editor.position
  const draft = isFound ? textOf(before.original) : editor.draft
  const leftOut = isFound ? 0 : editor.leftOut
  return type({ ...editor, position, draft, leftOut, mode: TYPING }, key, vocabulary)
}

/** Inserts as much of `text` as fits, and adds the rest to what was left out before. */
function put(editor: Editor, text: string, leftOut = 0): Editor {
  const taken = edits.fitting(editor.line, text)
  const rest = b4a.byteLength(text.slice(taken.length))
  const line = edits.insert(editor.line, taken)
  return { ...editor, line, leftOut: editor.leftOut + leftOut + rest }
}

/** Consecutive kills are yanked together. */
function cut(editor: Editor, kill: Edit): Editor {
  const line = kill(editor.line)
  const removed = edits.removed(editor.line, line)
  if (removed === '') return editor
  const isForward = line.before === editor.line.before
  const isNext = editor.lastKey in KILLS
  const before = isNext && isForward ? editor.killed : ''
  const after = isNext && !isForward ? editor.killed : ''
  return { ...editor, line, killed: before + removed + after }
}

function withCompletion(editor: Editor, completion: Completion): Editor {
  return { ...editor, line: completed(completion), mode: { is: 'completing', completion } }
}

function withLine(editor: Editor, line: Line): Editor {
  return { ...editor, line }
}

function still(editor: Editor): Pressed {
  return { editor, effect: null }
}
