// The doctor's findings for people and for scripts. Pure.
import { jsonLine, printable } from '../base/text.ts'
import type { Facts } from './facts.ts'
import type { Finding } from './diagnosis.ts'

const MARKS: Record<Finding['status'], string> = { ok: 'ok', limited: 'limited', wrong: 'WRONG' }
const WIDTH = 'bootstrap limited '.length + 1

export function findingsInWords(findings: readonly Finding[]): string {
  return findings
    .map(({ check, status, text, next }) => {
      const head = `${check.padEnd(10)}${MARKS[status]}`.padEnd(WIDTH)
      const advice = next === null ? '' : `\n${' '.repeat(WIDTH)}→ ${next}`
      return `${printable(`${head}${text}`)}${advice}\n`
    })
    .join('')
}

/** An object for each finding, then one with all the facts. */
export function findingsAsJson(
  findings: readonly Finding[],
  facts: Facts,
  exitCode: number
): string {
  const lines = findings.map((finding) => jsonLine({ event: 'check', ...finding }))
  return `${lines.join('')}${jsonLine({ event: 'doctor', exitCode, ...facts })}`
}
