// Durations in words.

const UNITS = [
  ['d', 24 * 60 * 60],
  ['h', 60 * 60],
  ['min', 60]
] as const

/** As in `42 s`, `5 min`, `3 h`, `2 d`: a whole number from 2 on, but for seconds. */
export function duration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['s', 1]
  return `${Math.floor(seconds / length)} ${unit}`
}
