// Styles in the escape sequences of a terminal (ECMA-48 SGR), as far as it has them. Pure.
import { printable } from '../../base/text.ts'
import type { Span, Style } from './styled-text.ts'

/** How many colours there are to use: none by wish (no-color.org), 16, or 256. */
export type Depth = 0 | 16 | 256

/**
 * Of xterm's 256 colours those with some colour in them and a contrast (WCAG 2) of at least 4 to black and to
 * white, so that a name can be read on either.
 */
export const NAME_COLOURS = [
  27, 28, 29, 30, 31, 62, 63, 64, 97, 98, 99, 129, 130, 131, 132, 133, 161, 162, 163, 164
]

/** Of the 16: red, magenta, and the bright red, blue and magenta. Green, cyan and yellow vanish on white. */
const NAME_CODES_16 = [31, 35, 91, 94, 95]

const CODES = { plain: '', dim: '2', bold: '1', mark: '1;7' } as const

const RESET = '\x1b[0m'

/** What the environment says of colours: $NO_COLOR, $COLORTERM, $TERM. */
export function depthOf(environment: (name: string) => string | undefined): Depth {
  if (environment('NO_COLOR') !== undefined) return 0
  const isRich = /truecolor|24bit/i.test(environment('COLORTERM') ?? '')
  return isRich || /256color|direct/.test(environment('TERM') ?? '') ? 256 : 16
}

/** Styled text with its escape sequences, and none but those; it ends unstyled. */
export function paint(spans: Span[], depth: Depth): string {
  return spans
    .map(({ text, style }) => {
      const code = codeOf(style, depth)
      const letters = printable(text)
      return code === '' ? letters : `\x1b[${code}m${letters}${RESET}`
    })
    .join('')
}

function codeOf(style: Style, depth: Depth): string {
  if (typeof style === 'string') return CODES[style]
  // The key itself is random enough.
  const number = Number.parseInt(style.name.slice(0, 8), 16) || 0
  if (depth === 0) return CODES.bold
  if (depth === 16) return String(NAME_CODES_16[number % NAME_CODES_16.length])
  return `38;5;${NAME_COLOURS[number % NAME_COLOURS.length]}`
}
