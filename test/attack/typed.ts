// What the user of an attacked app types again and again, in modes where what a hostile peer has sent is looked up by that.
import type { Program } from '../helpers/program.ts'

const EVERY_MS = 100

/** The name that hostile peers have there. */
export const NAMESAKE = 'n'

const TYPED: Readonly<Record<string, string>> = {
  'many connections of one key, and /check': `/check ${NAMESAKE}`,
  'namesakes, and /check': `/check ${NAMESAKE}`,
  'long posts, and /more': '/more'
}

/** Types what belongs to the mode, if anything does. The returned function ends that. */
export function typeAgain(app: Program, mode: string): () => void {
  const line = TYPED[mode]
  if (line === undefined) return () => {}
  const timer = setInterval(() => app.write(`${line}\n`), EVERY_MS)
  return () => clearInterval(timer)
}
