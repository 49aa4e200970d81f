// Styles as escape sequences (ECMA-48 SGR), in the colours that the terminal supports. Pure.
import { printable } from '../../base/text.ts'
import type { Span, Style } from './styled-text.ts'

/** How many colours to use: none on request (no-color.org), 16, or 256. */
export type Depth = 0 | 16 | 256

/**
 * Those of xterm's 256 colours that are saturated enough to tell apart, and whose contrast to both black and white
 * is at least 4 (WCAG 2): a name is legible on either.
 */
export const NAME_COLOURS = [
  27, 28, 29, 30, 31, 62, 63, 64, 97, 98, 99, 129, 130, 131, 132, 133, 161, 162, 163, 164
]

/** Of the 16: red, magenta, bright red, blue and magenta. Green, cyan and yellow are illegible on white. */
const NAME_CODES_16 = [31, 35, 91, 94, 95]

const CODES = { plain: '', dim: '2', bold: '1', mark: '1;7', code: '30;107' } as const
/** Without colours: light on dark is what most terminals are, so this is its reverse. */
const CODE_WITHOUT_COLOURS = '7'

const RESET = '\x1b[0m'

/** Colour support by the environment: $NO_COLOR, $COLORTERM, $TERM. */
export function depthOf(environment: (name: string) => string | undefined): Depth {
  if (environment('NO_COLOR') !== undefined) return 0
  const isRich = /truecolor|24bit/i.test(environment('COLORTERM') ?? '')
  return isRich || /256color|direct/.test(environment('TERM') ?? '') ? 256 : 16
}

/** Styled text with only its own escape sequences; ends unstyled. */
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
  if (style === 'code' && depth === 0) return CODE_WITHOUT_COLOURS
  if (typeof style === 'string') return CODES[style]
  // The key is random enough to choose a colour.
  const number = Number.parseInt(style.name.slice(0, 8), 16) || 0
  if (depth === 0) return CODES.bold
  if (depth === 16) return String(NAME_CODES_16[number % NAME_CODES_16.length])
  return `38;5;${NAME_COLOURS[number % NAME_COLOURS.length]}`
}
