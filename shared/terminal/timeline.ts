// The conversation as shown: outputs of a chat go in, entries come out in order. Pure.
import type { PublicKey } from '../base/key.ts'
import { isVital } from '../app/quiet.ts'
import type { EventFields, Output } from '../chat/output.ts'
import { inWords, wasRemoved } from '../chat/output-words.ts'
import { Missed, type Post } from './missed.ts'
import { PresenceSummary } from './presence-summary.ts'
import { Speakers } from './speakers.ts'
import { dim, note, type Entry } from './draw/styled-text.ts'
import {
  day,
  eventEntry,
  foundEntries,
  lineEntry,
  mentions,
  messageEntry,
  noteEntries,
  rule
} from './entries.ts'

export interface TimelineOptions {
  /** Hide joins and leaves. */
  isQuietOnJoins: boolean
  /** Show messages and answers only. */
  isQuiet: boolean
}

type RoomOutput = Extract<Output, { isHistory: boolean }>

/** A user who pressed no key for this long may have missed messages, even if the terminal has the focus. */
const AWAY_MS = 5 * 60_000

export class Timeline {
  readonly #options: TimelineOptions
  readonly #presence = new PresenceSummary()
  readonly #speakers = new Speakers()
  #me: { key: PublicKey; name: string } | null = null
  #day: string
  #lastTyped: number
  /** As far as the terminal reports it. */
  #hasFocus = true
  #isUnreadMarked = false
  readonly #missed = new Missed()

  constructor(options: TimelineOptions, now: number) {
    this.#options = options
    this.#day = day(now)
    this.#lastTyped = now
  }

  /** This user's name; null before the welcome. */
  get name(): string | null {
    return this.#me?.name ?? null
  }

  /** Keys of those who have spoken, the latest first. */
  get speakers(): PublicKey[] {
    return this.#speakers.keys
  }

  /** The join/leave summary not yet printed; null for none. */
  get counting(): Entry | null {
    return this.#presence.entry
  }

  /** The user pressed a key. */
  typed(now: number): void {
    this.#lastTyped = now
    this.#hasFocus = true
    this.#isUnreadMarked = false
  }

  /** The user looks at another window. */
  lostFocus(): void {
    this.#hasFocus = false
  }

  /** The entries of an output, in order. */
  take(output: Output, now: number): Entry[] {
    const isKnown = output.event === 'welcome' && this.#me !== null
    this.#learnName(output)
    if (this.#options.isQuiet && !isVital(output)) return []
    const entries = this.#entriesOf(output, now)
    // Whoever returns knows who they are, and the status row shows who else is here.
    if (isKnown) return []
    const counted = this.counting
    if (entries.length === 0 || counted === null) return entries
    this.#presence.clear()
    return [counted, ...entries]
  }

  #learnName(output: Output): void {
    if (output.event === 'welcome') this.#me = { key: output.you, name: output.name }
    if (output.event !== 'rename' || output.isHistory || !output.isOwn || !this.#me) return
    this.#me = { ...this.#me, name: output.name }
  }

  #entriesOf(output: Output, now: number): Entry[] {
    switch (output.event) {
      case 'welcome':
        if (output.isReturn) this.#missed.begin()
        return this.#notes(output)
      case 'returned':
        return this.#returned(output, now)
      case 'post':
        return this.#missed.takes(output, this.#me !== null) ? [] : this.#post(output, now)
      case 'join':
      case 'leave':
        return this.#joinOrLeave(output, now)
      case 'rename':
        return output.isHistory ? [] : this.#happened(output)
      case 'whisper':
        return this.#whisper(output, now)
      case 'whispered':
        return [this.#own(`to ${output.to} alone`, output.text, now)]
      case 'line':
        if (output.isOwn) return [this.#own('', output.text, now)]
        return [...this.#unread(now), lineEntry(now, output.text)]
      case 'found':
        return foundEntries(output.events, (post) => this.#message(post))
      default:
        return this.#notes(output)
    }
  }

  #returned(output: Extract<Output, { event: 'returned' }>, now: number): Entry[] {
    const { earlier } = output
    return [
      ...inWords(output).map((text) => rule(text)),
      ...(earlier > 0 ? [note(dim(`${earlier} earlier, /more`))] : []),
      ...this.#missed.end().flatMap((post) => this.#post(post, now))
    ]
  }

  #post(output: Post, now: number): Entry[] {
    const { author, time, isHistory, isOwn, text } = output
    this.#speakers.add(author, isHistory ? time : now)
    const isForMe = !isOwn && !isHistory
    const unread = isForMe ? this.#unread(now) : []
    const entry = this.#message(output)
    const rings = isForMe && this.name !== null && mentions(text, this.name)
    return [...unread, ...this.#dayRule(time), { ...entry, rings }]
  }

  #message(post: Extract<EventFields, { event: 'post' }>): Entry {
    const remarks = post.signature === null ? { remark: 'unsigned' } : {}
    return messageEntry({ ...post, ...remarks }, post.author === this.#me?.key ? null : this.name)
  }

  #joinOrLeave(output: Extract<RoomOutput, { event: 'join' | 'leave' }>, now: number): Entry[] {
    const { event, author, isHistory, isOwn } = output
    if (isHistory || isOwn) return []
    const isRemoval = event === 'leave' && wasRemoved(output.reason)
    if (this.#options.isQuietOnJoins && !isRemoval) return []
    // Many vanish together, as when their host restarts.
    const hasVanished = event === 'leave' && output.reason === 'vanished'
    const isKnown = !hasVanished && this.#speakers.hasSpokenLately(author, now)
    if (isKnown || isRemoval) return this.#happened(output)
    this.#presence.add(event, output)
    return []
  }

  #happened(output: RoomOutput): Entry[] {
    return [...this.#dayRule(output.time), eventEntry(output.time, inWords(output).join())]
  }

  #whisper({ author, name, text }: Extract<Output, { event: 'whisper' }>, time: number): Entry[] {
    this.#speakers.add(author, time)
    const entry = messageEntry({ time, author, name, text, remark: 'to you alone' }, this.name)
    return [...this.#unread(time), ...this.#dayRule(time), { ...entry, rings: true }]
  }

  #own(remark: string, text: string, time: number): Entry {
    const { key = '', name = 'you' } = this.#me ?? {}
    return messageEntry({ time, author: key, name, text, ...(remark ? { remark } : {}) }, null)
  }

  #notes(output: Output): Entry[] {
    const entries = noteEntries(output)
    if (output.event === 'knock') for (const entry of entries) entry.rings = true
    return entries
  }

  #dayRule(time: number): Entry[] {
    const today = day(time)
    if (today === this.#day) return []
    this.#day = today
    return [rule(today)]
  }

  #unread(now: number): Entry[] {
    const isThere = this.#hasFocus && now - this.#lastTyped < AWAY_MS
    if (this.#isUnreadMarked || isThere) return []
    this.#isUnreadMarked = true
    return [rule('unread', 'bold')]
  }
}
