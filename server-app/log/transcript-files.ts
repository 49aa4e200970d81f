// The files of a transcript: `<number of the first event>.ndjson`, one event a line.
import fs from '#fs'
import path from '#path'
import { b4a, crypto } from '../../shared/base/packages.ts'
import { replaceFile } from '../../shared/identity/atomic-file.ts'
import { readText } from '../../shared/identity/plain-file.ts'
import { isLogId } from '../../shared/room/fields.ts'
import type { Frame } from './log.ts'

const NAME = /^(\d{12})\.ndjson$/
const BLOCK_BYTES = 64 * 1024
const NEWLINE = 0x0a
/** More than any id has. */
const MAX_ID_BYTES = 4096

/** The numbers of the first events of the files in `folder`, oldest first. */
export function listFiles(folder: string): number[] {
  const numbers = fs.readdirSync(folder).flatMap((name) => Number(NAME.exec(name)?.[1] ?? 0) || [])
  return numbers.sort((a, b) => a - b)
}

export function fileOf(folder: string, firstSeq: number): string {
  return path.join(folder, `${String(firstSeq).padStart(12, '0')}.ndjson`)
}

/** The name of the numbering, made when there is none. */
export function openLogId(folder: string): string {
  const file = path.join(folder, 'id')
  const text = readText(file, MAX_ID_BYTES)?.trim() ?? ''
  if (isLogId(text)) return text
  const id = b4a.toString(crypto.randomBytes(8), 'hex')
  replaceFile(file, `${id}\n`)
  return id
}

/** The number of the event in a line; 0 for a line that holds none. */
export function seqOf(line: Uint8Array): number {
  const text = b4a.toString(line, 'utf8')
  const seq = Number(/^\{"seq":(\d{1,15}),/.exec(text)?.[1] ?? 0)
  if (seq === 0 || !text.endsWith('}')) return 0
  try {
    JSON.parse(text)
    return seq
  } catch {
    return 0
  }
}

export interface Tail {
  /** The last whole events, oldest first. */
  frames: Frame[]
  lastSeq: number
  /** Where the last whole event ends. */
  end: number
}

/**
 * The last events of a file, about `maxBytes` of them: read from its end, however long it is. What
 * follows the last whole event was being written when the host died.
 */
export function readTail(fd: number, size: number, maxBytes: number): Tail {
  for (let want = maxBytes; ; want *= 2) {
    const start = Math.max(size - want, 0)
    const bytes = readAt(fd, start, size - start)
    // The first line of a part may have begun before it.
    const from = start === 0 ? 0 : bytes.indexOf(NEWLINE) + 1
    const lines = splitLines(bytes.subarray(from))
    const last = lines.findLastIndex(({ frame }) => seqOf(frame) > 0)
    if (last !== -1 || start === 0) {
      const whole = lines.slice(0, last + 1)
      const end = start + from + (whole.at(-1)?.end ?? 0)
      const frames = whole.map(({ frame }) => frame)
      const newest = frames.at(-1)
      return { frames: consecutive(frames), lastSeq: newest ? seqOf(newest) : 0, end }
    }
  }
}

/** Whole lines from the event `seq` on, about `maxBytes` of them; found by bisecting the file. */
export function readFrom(fd: number, seq: number, maxBytes: number): Frame[] {
  const { size } = fs.fstatSync(fd)
  let [low, high] = [0, size]
  while (high - low > BLOCK_BYTES) {
    const middle = Math.floor((low + high) / 2)
    const bytes = readAt(fd, middle, Math.min(BLOCK_BYTES, size - middle))
    const line = splitLines(bytes.subarray(bytes.indexOf(NEWLINE) + 1))[0]
    const found = line ? seqOf(line.frame) : 0
    if (found !== 0 && found <= seq) low = middle
    else high = middle
  }
  const bytes = readAt(fd, low, Math.min(BLOCK_BYTES * 2 + maxBytes, size - low))
  const lines = splitLines(low === 0 ? bytes : bytes.subarray(bytes.indexOf(NEWLINE) + 1))
  return lines.map(({ frame }) => frame).filter((frame) => seqOf(frame) >= seq)
}

/** The newest frames that follow one another without a gap. */
function consecutive(frames: Frame[]): Frame[] {
  for (let index = frames.length - 1; index > 0; index--) {
    const [before, after] = [frames[index - 1], frames[index]]
    if (!before || !after || seqOf(before) !== seqOf(after) - 1) return frames.slice(index)
  }
  return frames
}

function splitLines(bytes: Uint8Array): { frame: Frame; end: number }[] {
  const lines = []
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    lines.push({ frame: bytes.subarray(start, end), end: end + 1 })
    start = end + 1
  }
  return lines
}

function readAt(fd: number, position: number, length: number): Uint8Array {
  const bytes = b4a.alloc(length)
  let filled = 0
  while (filled < length) {
    const count = fs.readSync(fd, bytes, filled, length - filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}
