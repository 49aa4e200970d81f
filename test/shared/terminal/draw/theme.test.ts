import test from 'brittle'
import { bold, dim, plain } from '../../../../shared/terminal/draw/styled-text.ts'
import { depthOf, NAME_COLOURS, paint } from '../../../../shared/terminal/draw/theme.ts'

test('the environment determines how many colours there are', (t) => {
  const depth = (variables: Record<string, string>) => depthOf((name) => variables[name])
  t.is(depth({ TERM: 'xterm' }), 16)
  t.is(depth({ TERM: 'linux' }), 16)
  t.is(depth({ TERM: 'xterm-256color' }), 256)
  t.is(depth({ TERM: 'tmux-256color' }), 256)
  t.is(depth({ TERM: 'xterm', COLORTERM: 'truecolor' }), 256)
  t.is(depth({ TERM: 'xterm-256color', NO_COLOR: '1' }), 0)
})

test('without colours nothing is coloured', (t) => {
  const spans = [dim('14:05 '), { text: 'anna', style: { name: 'ff' } }, plain(': '), bold('hi')]
  t.is(paint(spans, 0), '\x1b[2m14:05 \x1b[0m\x1b[1manna\x1b[0m: \x1b[1mhi\x1b[0m')
})

test('a name has the colour of its key, from the colours of the terminal', (t) => {
  const name = (key: string, depth: 16 | 256) =>
    paint([{ text: 'anna', style: { name: key } }], depth)
  t.is(name('b76aa8fe', 256), name('b76aa8fe', 256))
  const keys = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(8, '0'))
  t.is(new Set(keys.map((key) => name(key, 256))).size, NAME_COLOURS.length)
  t.is(new Set(keys.map((key) => name(key, 16))).size, 5)
  const codes = new Set(keys.map((key) => name(key, 16).split('\x1b[')[1]))
  t.alike(codes, new Set(['31manna', '35manna', '91manna', '94manna', '95manna']))
})

test('names are readable on black and on white', (t) => {
  for (const colour of NAME_COLOURS) {
    const luminance = luminanceOf(colour)
    t.ok(1.05 / (luminance + 0.05) >= 4, `${colour} on white`)
    t.ok((luminance + 0.05) / 0.05 >= 4, `${colour} on black`)
  }
})

/** Relative luminance, WCAG 2, of a colour of xterm's 6×6×6 cube. */
function luminanceOf(colour: number): number {
  const levels = [0, 95, 135, 175, 215, 255]
  const index = colour - 16
  const [red = 0, green = 0, blue = 0] = [
    Math.floor(index / 36),
    Math.floor(index / 6) % 6,
    index % 6
  ].map((step) => {
    const share = (levels[step] ?? 0) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
