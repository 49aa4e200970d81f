// A member's own copy of what it has seen in a room: events as a host keeps them, numbered anew, because a host may
// start to count again. Each line has the host's number and the log it counts in as well.
import path from '#path'
import { ChatError, messageOf } from '../../shared/base/errors.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { b4a } from '../../shared/base/packages.ts'
import { makeFolder } from '../../shared/identity/folder.ts'
import { holdLock } from '../../shared/identity/lock.ts'
import { EventLog } from '../../shared/log/event-log.ts'
import type { Frame } from '../../shared/log/log.ts'
import { LookBack } from '../../shared/log/look-back.ts'
import { Transcript } from '../../shared/log/transcript.ts'
import { parseObject } from '../../shared/network/wire.ts'
import { isLogId, isNumber } from '../../shared/room/fields.ts'
import type { PostEvent, RoomEvent } from '../../shared/room/events.ts'
import type { Position } from '../../shared/room/messages.ts'

const FOLDER = 'transcript'
/** Without a file, memory holds everything that can be looked back at. */
const IN_MEMORY = { events: LIMITS.rememberedPosts, bytes: LIMITS.keptBytes }

export interface OwnTranscriptOptions {
  /** The identity's folder; null keeps the newest events in memory only. */
  folder: string | null
  /** The room's key. */
  room: PublicKey
  /** What is seen cannot be kept, as a sentence. */
  onProblem: (problem: string) => void
}

export class OwnTranscript {
  readonly #log: EventLog
  readonly past: LookBack
  /** Where the host had the last event. */
  #last: Position | null

  constructor({ folder, room, onProblem }: OwnTranscriptOptions) {
    const onFailed = (cause: unknown): void => {
      onProblem(`What you see is not kept on disk: ${messageOf(cause)}`)
    }
    const store = folder === null ? null : openStore(path.join(folder, FOLDER, room), onFailed)
    this.#last = placeOf(store?.tail.at(-1)?.frame)
    this.#log = store === null ? new EventLog(null, IN_MEMORY) : new EventLog(store)
    this.#log.onFailed = onFailed
    const asTheHostHasIt = (post: PostEvent, frame: Frame): PostEvent => {
      return { ...post, seq: placeOf(frame)?.seq ?? post.seq }
    }
    this.past = new LookBack(this.#log, asTheHostHasIt)
  }

  /**
   * Adds an event of the host's log `log`. Returns its number here; null for one that is here already, from before a
   * crash.
   */
  add(event: RoomEvent, log: string): number | null {
    const { seq: number, ...fields } = event
    if (this.#last?.log === log && number <= this.#last.seq) return null
    this.#last = { log, seq: number }
    this.#log.append((seq) => encode(seq, fields, { number, log }))
    return this.#log.givenSeq
  }

  /** Resolves when the system has everything added so far, unless it cannot be written. */
  written(): Promise<void> {
    return this.#log.written()
  }

  /** Finishes pending writes. */
  close(): Promise<void> {
    return this.#log.close()
  }
}

/** Null when another process of this identity keeps the copy, or none can be kept. */
function openStore(folder: string, onFailed: (cause: unknown) => void): Transcript | null {
  try {
    makeFolder(folder)
    if (holdLock(path.join(folder, 'lock')) === null) return null
    return Transcript.open({ folder, keepBytes: LIMITS.ownTranscriptBytes })
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    onFailed(error)
    return null
  }
}

/** As a host encodes it, with two fields more at the end. */
function encode(
  seq: number,
  { time, type, ...fields }: object & Pick<RoomEvent, 'time' | 'type'>,
  place: { number: number; log: string }
): Frame {
  return b4a.from(JSON.stringify({ seq, time, type, ...fields, ...place }))
}

function placeOf(frame: Frame | undefined): Position | null {
  const { number, log } = (frame && parseObject(b4a.toString(frame))) ?? {}
  return isNumber(number) && isLogId(log) ? { log, seq: number } : null
}
