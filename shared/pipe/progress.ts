// The progress of a pipe as text. Pure.
import { pathInWords, type ShownPath } from '../app/shown-path.ts'
import type { PipeCounts } from './pipe-options.ts'

/** With the path of the bytes. */
export interface Progress extends PipeCounts, ShownPath {
  seconds: number
  /** The total to be sent, when standard input is a file. */
  totalBytes: number | null
}

/**
 * One line of at most `columns` letters: bytes sent, confirmed, received; rate, time, time left for a file, path.
 * Parts that do not fit are dropped from the end.
 */
export function formatProgress(progress: Progress, columns = Infinity): string {
  const { sentBytes, confirmedBytes, receivedBytes, seconds, totalBytes } = progress
  const parts: string[] = []
  if (sentBytes > 0 || totalBytes !== null) {
    const total = totalBytes === null ? '' : ` of ${formatBytes(totalBytes)}`
    parts.push(`sent ${formatBytes(sentBytes)}${total}`)
    if (confirmedBytes !== null) parts.push(`confirmed ${formatBytes(confirmedBytes)}`)
  }
  if (receivedBytes > 0 || parts.length === 0) parts.push(`received ${formatBytes(receivedBytes)}`)

  const movedBytes = (confirmedBytes ?? sentBytes) + receivedBytes
  const rate = seconds > 0 ? movedBytes / seconds : 0
  parts.push(`${formatBytes(rate)}/s`, formatSeconds(seconds))
  const left = secondsLeft(progress)
  if (left !== null) parts.push(`${formatSeconds(left)} left`)
  return fit([...parts, pathInWords(progress)], columns)
}

/** Byte counts as the end of a sentence about the failure of a pipe; directions not used are left out. */
export function countsInWords({ sentBytes, confirmedBytes, receivedBytes }: PipeCounts): string {
  const sent =
    confirmedBytes === null
      ? `${sentBytes} bytes sent`
      : `${confirmedBytes} of ${sentBytes} bytes sent are confirmed`
  const parts = sentBytes > 0 ? [sent] : []
  const unit = sentBytes > 0 ? '' : receivedBytes === 1 ? ' byte' : ' bytes'
  if (receivedBytes > 0) parts.push(`${receivedBytes}${unit} received`)
  return parts.length > 0 ? `: ${parts.join(', ')}` : ''
}

/** As many of the parts as fit, from the first on. */
function fit([first = '', ...rest]: string[], columns: number): string {
  let line = first
  for (const part of rest) {
    const longer = `${line} · ${part}`
    if (longer.length > columns) break
    line = longer
  }
  return line.slice(0, columns)
}

const UNITS = ['KiB', 'MiB', 'GiB']

/** Bytes in human-readable form: 1023 B, 1.0 KiB, 256.0 MiB. */
export function formatBytes(bytes: number): string {
  if (Math.round(bytes) < 1024) return `${Math.round(bytes)} B`
  let value = bytes / 1024
  let unit = 0
  // Rounded first: 1023.96 KiB would read 1024.0 KiB.
  for (; Number(value.toFixed(1)) >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024
  return `${value.toFixed(1)} ${UNITS[unit]}`
}

/** Seconds in human-readable form: 7 s, 2:05, 1:02:05. */
export function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds)
  if (whole < 60) return `${whole} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes)
  return `${head}:${two(whole % 60)}`
}

/** Null unless the total and a rate are known. */
function secondsLeft({ totalBytes, sentBytes, confirmedBytes, seconds }: Progress): number | null {
  const doneBytes = confirmedBytes ?? sentBytes
  if (totalBytes === null || doneBytes === 0 || doneBytes >= totalBytes) return null
  return (seconds * (totalBytes - doneBytes)) / doneBytes
}
