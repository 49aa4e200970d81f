// Renders terminals as one SVG: reads the cells of xterm's emulator.
import { Emulator } from '../helpers/emulator.ts'

const CELL = { width: 8.4, height: 18 }
const MARGIN = 14
const TITLE_HEIGHT = 28
const LEVELS = [0, 95, 135, 175, 215, 255]
const BACKGROUND = '#16181d'
const TEXT = '#d7dae0'

export interface Shown {
  title: string
  /** Rows with their SGR sequences, as tmux captures them. */
  text: string
}

export async function toSvg(
  shown: Shown[],
  size: { columns: number; rows: number }
): Promise<string> {
  const width = size.columns * CELL.width + 2 * MARGIN
  const windows: string[] = []
  let top = 0
  for (const { title, text } of shown) {
    const rows = await drawRows(text, size)
    const height = TITLE_HEIGHT + rows.length * CELL.height + MARGIN
    windows.push(`<g transform="translate(0 ${top})">
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<text x="${width / 2}" y="19" fill="#8b919c" text-anchor="middle">${escape(title)}</text>
${rows.join('\n')}
</g>`)
    top += height + MARGIN
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top - MARGIN}" width="${width}"
 font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${windows.join('\n')}
</svg>
`
}

async function drawRows(
  text: string,
  { columns, rows }: { columns: number; rows: number }
): Promise<string[]> {
  const emulator = new Emulator(columns, rows)
  await emulator.write(text.trimEnd().replaceAll('\n', '\r\n'))
  return emulator.rows.map((_, row) => drawRow(emulator, row, columns))
}

function drawRow(emulator: Emulator, row: number, columns: number): string {
  const y = TITLE_HEIGHT + row * CELL.height
  const runs: { column: number; count: number; text: string; style: string; isInverse: boolean }[] =
    []
  for (let column = 0; column < columns; column++) {
    const cell = emulator.cell(row, column)
    if (!cell || cell.getWidth() === 0) continue
    const letter = cell.getChars() || ' '
    const isInverse = cell.isInverse() !== 0
    const colour = isInverse ? BACKGROUND : colourOf(cell.isFgPalette() ? cell.getFgColor() : null)
    const dim = cell.isDim() ? ' opacity="0.6"' : ''
    const style = `fill="${colour}"${cell.isBold() ? ' font-weight="bold"' : ''}${dim}`
    const last = runs.at(-1)
    // A wide letter of another font has a place of its own, so that nothing after it is moved.
    const isWide = cell.getWidth() > 1
    if (last?.style === style && !isWide && last.count === last.text.length) {
      last.text += letter
      last.count++
    } else {
      runs.push({ column, count: cell.getWidth(), text: letter, style, isInverse })
    }
  }
  return runs
    .filter(({ text, isInverse }) => isInverse || text.trim() !== '')
    .map(({ column, count, text, style, isInverse }) => {
      const x = MARGIN + column * CELL.width
      const width = count * CELL.width
      const box = isInverse
        ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${TEXT}"/>`
        : ''
      return `${box}<text x="${x}" y="${y + 13}" textLength="${width}" ${style}>${escape(text)}</text>`
    })
    .join('')
}

function colourOf(colour: number | null): string {
  if (colour === null || colour < 16 || colour > 231) return TEXT
  const index = colour - 16
  const steps = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6]
  return `rgb(${steps.map((step) => LEVELS[step] ?? 0).join(',')})`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
