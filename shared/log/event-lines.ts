// Events as lines of a file: read from its end, from its middle, or backwards. Lines that are not events are
// skipped, whatever put them there.
import fs from '#fs'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { parseObject } from '../network/wire.ts'
import type { LoggedEvent } from './log.ts'

/** Bytes read and parsed at a time: a few milliseconds of work. */
const BLOCK_BYTES = 64 * 1024
const NEWLINE = 0x0a
const BEGINNING = b4a.from('{"seq":')
const [COMMA, BRACE, ZERO] = b4a.from(',}0') as unknown as [number, number, number]
const MOST_DIGITS = 15

export interface Tail {
  /** The last events, oldest first, without a gap. */
  events: LoggedEvent[]
  /** End of the last complete line: what follows is an event cut off by a crash of the host. */
  end: number
}

/**
 * The last events of a file, at most `maxBytes` of them. Throws when the file ends in anything but events and one
 * incomplete event: then it is not our file, or somebody has edited it.
 */
export function readTail(fd: number, maxBytes: number): Tail {
  const { size } = fs.fstatSync(fd)
  const start = Math.max(size - maxBytes, 0)
  const bytes = readAt(fd, start, size - start)
  const end = bytes.lastIndexOf(NEWLINE) + 1
  if (!isTorn(bytes.subarray(end))) throw new Error('it ends in something that is not an event')
  if (end === 0) return { events: [], end: 0 }
  const lines = bytes.subarray(0, end)
  const last = lines.subarray(lines.lastIndexOf(NEWLINE, end - 2) + 1, end - 1)
  if (seqOf(last) === 0 || parseObject(b4a.toString(last)) === null) {
    throw new Error('its last line is not an event')
  }
  return { events: consecutive(eventsIn(lines)), end: start + end }
}

/** Events from the number `seq` on, about `maxBytes` of them; located by bisecting the file. */
export function readFrom(fd: number, seq: number, maxBytes: number): LoggedEvent[] {
  const events: LoggedEvent[] = []
  let bytes = 0
  for (const block of readForwards(fd, bisect(fd, seq))) {
    for (const event of block) {
      if (event.seq < seq) continue
      bytes += event.frame.length
      if (events.length > 0 && bytes > maxBytes) return events
      events.push(event)
    }
  }
  return events
}

/** All events of a file: the slices come newest first, each slice is oldest first. */
export function* readBackwards(fd: number): Generator<LoggedEvent[]> {
  // The first line of a block may be incomplete: it is kept for the block before.
  let rest: Uint8Array = b4a.alloc(0)
  for (let end = fs.fstatSync(fd).size; end > 0; end = Math.max(end - BLOCK_BYTES, 0)) {
    const start = Math.max(end - BLOCK_BYTES, 0)
    const bytes = b4a.concat([readAt(fd, start, end - start), rest])
    const newline = bytes.indexOf(NEWLINE)
    const cut = start === 0 ? 0 : newline === -1 ? bytes.length : newline + 1
    // No line of ours is that long: whatever it is, it must not fill the memory.
    rest = cut > BLOCK_BYTES ? b4a.alloc(0) : bytes.subarray(0, cut)
    const events = eventsIn(bytes.subarray(cut))
    if (events.length > 0) yield events
  }
}

function* readForwards(fd: number, from: number): Generator<LoggedEvent[]> {
  const { size } = fs.fstatSync(fd)
  let rest: Uint8Array = b4a.alloc(0)
  for (let start = from; start < size; start += BLOCK_BYTES) {
    const bytes = b4a.concat([rest, readAt(fd, start, Math.min(BLOCK_BYTES, size - start))])
    const cut = bytes.lastIndexOf(NEWLINE) + 1
    rest = bytes.length - cut > BLOCK_BYTES ? b4a.alloc(0) : bytes.subarray(cut)
    yield eventsIn(bytes.subarray(0, cut))
  }
}

/** A position shortly before the event `seq`. */
function bisect(fd: number, seq: number): number {
  let [low, high] = [0, fs.fstatSync(fd).size]
  while (high - low > BLOCK_BYTES) {
    const middle = Math.floor((low + high) / 2)
    const bytes = readAt(fd, middle, Math.min(LIMITS.messageBytes * 2, high - middle))
    const [event] = eventsIn(bytes.subarray(bytes.indexOf(NEWLINE) + 1))
    if (event && event.seq <= seq) low = middle
    else high = middle
  }
  return low
}

/** The events in complete lines; what follows the last newline is ignored. */
function eventsIn(bytes: Uint8Array): LoggedEvent[] {
  const events: LoggedEvent[] = []
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    const frame = bytes.subarray(start, end)
    const seq = seqOf(frame)
    if (seq > 0) events.push({ seq, frame })
    start = end + 1
  }
  return events
}

/** The sequence number of a line's event; 0 for a line without one. */
function seqOf(line: Uint8Array): number {
  const begins = b4a.equals(line.subarray(0, BEGINNING.length), BEGINNING)
  if (!begins || line.at(-1) !== BRACE) return 0
  let seq = 0
  for (let index = BEGINNING.length; index <= BEGINNING.length + MOST_DIGITS; index++) {
    const digit = (line[index] ?? 0) - ZERO
    if (line[index] === COMMA) return seq
    if (digit < 0 || digit > 9) return 0
    seq = seq * 10 + digit
  }
  return 0
}

/** Whether the bytes are what a power failure leaves of an event: its beginning, zeros, or both. */
function isTorn(bytes: Uint8Array): boolean {
  const zeros = bytes.indexOf(0)
  const text = zeros === -1 ? bytes : bytes.subarray(0, zeros)
  const shown = Math.min(text.length, BEGINNING.length)
  return (
    text.length <= LIMITS.messageBytes &&
    b4a.equals(text.subarray(0, shown), BEGINNING.subarray(0, shown)) &&
    bytes.subarray(text.length).every((byte) => byte === 0)
  )
}

/** The newest events with consecutive numbers. */
function consecutive(events: LoggedEvent[]): LoggedEvent[] {
  for (let index = events.length - 1; index > 0; index--) {
    if (events[index - 1]?.seq !== (events[index]?.seq ?? 0) - 1) return events.slice(index)
  }
  return events
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
