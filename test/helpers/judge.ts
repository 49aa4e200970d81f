// Checks terminal output with xterm's emulator: that it only drew letters on the screen, and that no text appears under
// another person's name.
import { Emulator } from './emulator.ts'

/** A line on a terminal, a person's screen, or JSON for a program. */
export type Kind = 'lines' | 'screen' | 'json'

/** What our screen sends to a terminal: colours, cursor movement, erasing, and modes it sets and resets. */
const OWN_SEQUENCES =
  // oxlint-disable-next-line no-control-regex
  /\x1b\[[0-9;]*[ABCDGHJKm]|\x1b\[\?(?:7|25|1004|2004|2026)[hl]|\x1b[78]|\r|\n/g
const CONTROL = /(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

/** Nobody has this name. */
export const NOBODY = 'boss'
/** The last words of each hostile text: they must never be at the start of a row. */
export const MARK = 'PWNED'

const FORGED = new RegExp(`^(?:> )?(?:\\d\\d:\\d\\d )?(?:\\* )?(?:${NOBODY}|${MARK})`)

/** Everything that is wrong with it; empty if it is fine. */
export async function complaints(kind: Kind, output: string): Promise<string[]> {
  const emulator = new Emulator(80, 24)
  // Output as a terminal gets it from a program that does not manage the terminal.
  await emulator.write(kind === 'screen' ? output : output.replaceAll('\n', '\r\n'))
  const letters =
    kind === 'screen' ? output.replace(OWN_SEQUENCES, '') : output.replaceAll('\n', '')
  const control = CONTROL.exec(letters)
  const isJson = kind === 'json'
  const forged = isJson ? [] : emulator.rows.filter((row) => FORGED.test(row))
  return [
    ...emulator.alarms,
    ...(control
      ? [`raw ${JSON.stringify(letters.slice(control.index - 20, control.index + 20))}`]
      : []),
    ...forged.map((row) => `forged: ${row}`),
    ...(isJson
      ? output
          .split('\n')
          .filter(isNoJson)
          .map((line) => `no JSON: ${line}`)
      : [])
  ]
}

function isNoJson(line: string): boolean {
  if (line === '') return false
  try {
    JSON.parse(line)
    return false
  } catch {
    return true
  }
}
