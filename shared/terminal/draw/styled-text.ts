// Styled text, before anybody knows the screen it is for. Pure.

/** `name`: in the colour of whose key it is. */
export type Style = 'plain' | 'dim' | 'bold' | 'mark' | { name: string }

export interface Span {
  text: string
  style: Style
}

/** Something to show: `body` wraps under itself, beside `head`. */
export interface Entry {
  head: Span[]
  body: Span[]
  /** Left to the terminal to wrap, so that a long key is copied in one piece. */
  isWhole?: boolean
  /** Somebody is wanted at the terminal. */
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
