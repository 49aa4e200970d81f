// One connected member of a chat, from accept to close: over the room's channel, or in plain lines.
import { closeGently, type Connection } from '../shared/network.ts'
import { ReadyResource } from '../shared/packages.ts'
import { LineReader } from '../shared/plain.ts'
import type { BreakReason } from '../shared/protocol.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { RoomChannel } from '../shared/room/channel.ts'
import { readEvent, type LeaveReason, type Post } from '../shared/room/events.ts'
import type { Hello, Notice, Welcome, WhisperMessage } from '../shared/room/messages.ts'
import { isGenuine, newId } from '../shared/room/signing.ts'
import { Feed } from './feed.ts'
import type { Frame, Log } from './log.ts'
import type { Room, Seat } from './room.ts'

export interface SessionOptions {
  connection: Connection
  room: Room
  log: Log
  /** Passes a whisper on; false when nobody who could read it is here. */
  onWhisper: (from: string, whisper: WhisperMessage) => boolean
  onFailed: (error: unknown) => void
}

/** What members of either kind have in common. Subclasses speak with the peer. */
export abstract class Session extends ReadyResource implements Seat {
  readonly key: string
  abstract readonly isPlain: boolean
  protected readonly options: SessionOptions
  protected readonly feed: Feed
  #leaveReason: LeaveReason = 'left'

  constructor(options: SessionOptions) {
    super()
    const { connection, log, onFailed } = options
    this.options = options
    this.key = formatPublicKey(connection.remotePublicKey)
    this.feed = new Feed({
      log,
      onFailed,
      send: (frame, seq) => this.send(frame, seq),
      onTooSlow: () => void this.dismiss('slow')
    })
    connection.on('close', () => void this.close())
  }

  /** Puts the member out, and says why. */
  dismiss(reason: BreakReason): Promise<void> {
    if (reason === 'kicked' || reason === 'banned') this.#leaveReason = reason
    this.feed.close()
    if (!this.options.connection.destroying) this.sayWhy(reason)
    void this.close()
    return closeGently(this.options.connection)
  }

  onEvent(frame: Frame, seq: number): void {
    this.feed.onEvent(frame, seq)
  }

  welcome(welcome: Welcome): void {
    this.feed.start(welcome.from)
  }

  /** Passes a whisper on to the member. */
  whisper(_whisper: WhisperMessage): void {}

  protected abstract send(frame: Frame, seq: number): void
  protected abstract sayWhy(reason: BreakReason): void

  protected enter(hello: Hello): void {
    if (this.closing) return
    const entry = this.options.room.join(this, hello)
    if (entry !== 'in') void this.dismiss(entry)
  }

  protected override async _close(): Promise<void> {
    this.feed.close()
    this.options.room.leave(this, this.#leaveReason)
    this.options.connection.end()
  }
}

/** A member of ours. */
export class ChannelSession extends Session {
  readonly isPlain = false
  readonly #channel: RoomChannel
  /** A post that came too fast: nothing is taken before it has come again, or the order is lost. */
  #awaited: string | null = null

  constructor(options: SessionOptions) {
    super(options)
    const leave = (): void => void this.close()
    this.#channel = new RoomChannel(options.connection, null, {
      onOpen: (hello) => this.enter(hello),
      onPost: (post) => this.#post(post),
      onRename: (name) => {
        if (!options.room.rename(this.key, name)) this.#channel.notice({ kind: 'name-refused' })
      },
      onSeen: (seq) => this.feed.seen(seq),
      onWhisper: (whisper) => this.#passOn(whisper),
      onBreak: leave,
      onClose: leave,
      onNonsense: () => void closeGently(options.connection)
    })
  }

  override welcome(welcome: Welcome): void {
    this.#channel.welcome(welcome)
    super.welcome(welcome)
  }

  override whisper(whisper: WhisperMessage): void {
    this.#channel.whisper(whisper)
  }

  protected override send(frame: Frame): void {
    this.#channel.event(frame)
  }

  protected override sayWhy(reason: BreakReason): void {
    this.#channel.breakOff(reason)
  }

  #post(post: Post): void {
    const { room } = this.options
    if (!isGenuine(post, room.keyBytes, this.key)) {
      void this.dismiss('protocol')
      return
    }
    if (this.#awaited !== null && this.#awaited !== post.id) return
    const wait = room.post(this.key, post)
    this.#awaited = wait > 0 ? post.id : null
    if (wait > 0) this.#notice({ kind: 'slow-down', id: post.id, afterMs: wait })
  }

  #passOn(whisper: WhisperMessage): void {
    const { room, onWhisper } = this.options
    const isPassedOn = room.maySpeak(this.key) && onWhisper(this.key, whisper)
    this.#notice({ kind: isPassedOn ? 'whispered' : 'not-whispered', id: whisper.id })
  }

  #notice(notice: Notice): void {
    this.#channel.notice(notice)
  }
}

/** A plain peer: its lines are posts that nobody has signed, and it gets `name: text` lines. */
export class PlainSession extends Session {
  readonly isPlain = true
  readonly #lines = new LineReader()
  readonly #own = new Set<string>()
  #isSlow = false

  constructor(options: SessionOptions) {
    super(options)
    const { connection } = options
    this.enter({ name: null, since: null })
    connection.on('data', (chunk) => this.#post(this.#lines.push(chunk)))
    connection.on('end', () => {
      this.#post(this.#lines.end())
      void this.close()
    })
    connection.on('drain', () => this.feed.seen(Infinity))
  }

  protected override send(frame: Frame, seq: number): void {
    const event = readEvent(frame)
    const isOwn = event?.type === 'post' && this.#own.delete(event.id)
    if (event?.type !== 'post' || isOwn || this.#write(lines(event.name, event.text))) {
      this.feed.seen(seq)
    }
  }

  protected override sayWhy(reason: BreakReason): void {
    const words = { kicked: 'put out of the room', banned: 'banned', full: 'the room is full' }
    const why = (words as Record<string, string>)[reason]
    if (why !== undefined) this.#write(`* ${why}\n`)
  }

  #write(text: string): boolean {
    return this.options.connection.write(text)
  }

  #post(texts: string[]): void {
    for (const text of texts) {
      if (text.trim() === '' || this.closing) continue
      const id = newId()
      this.#own.add(id)
      const wait = this.options.room.post(this.key, { id, text, signature: null })
      if (wait > 0) {
        this.#own.delete(id)
        // It cannot be asked to send again: it is told, once for each time it is too fast.
        if (!this.#isSlow) this.#write('* too fast: slow down, lines are being left out\n')
      }
      this.#isSlow = wait > 0
    }
  }
}

/** A name before each line, so that no line can pass for somebody else's. */
function lines(name: string, text: string): string {
  return text
    .split('\n')
    .map((line) => `${name}: ${line}\n`)
    .join('')
}
