// Styled text, independent of the screen it is for. Pure.

/** `name`: in the colour of that public key. `code`: dark on light, for cameras. */
export type Style = 'plain' | 'dim' | 'bold' | 'mark' | 'code' | { name: string }

export interface Span {
  text: string
  style: Style
}

/** Something to show: `body` wraps in its own column, beside `head`. */
export interface Entry {
  head: Span[]
  body: Span[]
  /** The terminal wraps it, so that a long key can be copied in one piece. */
  isWhole?: boolean
  /** Rings the bell: somebody is wanted at the terminal. */
  rings?: boolean
}

export function plain(text: string): Span {
  return { text, style: 'plain' }
}

export function dim(text: string): Span {
  return { text, style: 'dim' }
}

export function bold(text: string): Span {
  return { text, style: 'bold' }
}

/** An entry without a head. */
export function note(...body: Span[]): Entry {
  return { head: [], body }
}

export function plainText(spans: Span[]): string {
  return spans.map(({ text }) => text).join('')
}
