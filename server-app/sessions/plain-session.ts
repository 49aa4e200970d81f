// A plain peer as a member of the room, from accept to close.
import { PlainReader } from '../../shared/chat/plain-reader.ts'
import { guard } from '../../shared/network/guard.ts'
import type { Connection } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { openedProtocol, type BreakReason } from '../../shared/network/wire.ts'
import { readEvent } from '../../shared/room/events.ts'
import { newId } from '../../shared/room/signing.ts'
import type { LoggedEvent } from '../../shared/log/log.ts'
import { Session, type SessionOptions } from './session.ts'

export interface PlainSessionOptions extends SessionOptions {
  connection: Connection
  /**
   * The peer was silent and so taken for a plain one, but is one of our apps: it opens a channel, and has received
   * nothing yet. The session is closed, and the connection is like new, with the bytes still to be read. Null to read
   * such bytes as lines.
   */
  onLateOpen: (() => void) | null
}

const UNSIGNED = { signedAt: null, signature: null }

/** A plain peer: its lines become unsigned posts, and it gets `name: text` lines. */
export class PlainSession extends Session {
  readonly isPlain = true
  readonly #connection: Connection
  readonly #lines: PlainReader
  readonly #own = new Set<string>()
  readonly #onLateOpen: (() => void) | null
  #isSlow = false
  #hasHeard = false
  #hasSpoken = false

  constructor(options: PlainSessionOptions) {
    super(options)
    this.#connection = options.connection
    this.#onLateOpen = options.onLateOpen
    const guarded = guard(this.#connection, TRAFFIC.plainMember, () => void this.dismiss('flood'))
    this.#lines = new PlainReader(guarded, {
      onLine: (line) => this.attempt(() => this.#post(line)),
      onEnd: () => void this.close()
    })
    this.enter({ name: null, since: null, instance: null })
    this.#connection.on('data', this.#onData)
    this.#connection.on('end', this.#onEnd)
    this.#connection.on('drain', this.#onDrain)
  }

  override tellKeeping(isKept: boolean): void {
    const can = isKept ? 'saves the transcript again' : 'can no longer save the transcript'
    this.#write(`* the host ${can}\n`)
  }

  protected override send({ seq, frame }: LoggedEvent): void {
    const event = readEvent(frame)
    const isOwn = event?.type === 'post' && this.#own.delete(event.id)
    if (event?.type !== 'post' || isOwn || this.#write(lines(event.name, event.text))) {
      this.delivery.seen(seq)
    }
  }

  /** A plain peer knows no sequence numbers. */
  protected override skip(): void {}

  protected override sayWhy(reason: BreakReason): void {
    const words = {
      kicked: 'kicked from the room',
      banned: 'banned',
      full: 'the room is full',
      flood: 'too much sent at once'
    }
    const why = (words as Record<string, string>)[reason]
    if (why !== undefined) this.#write(`* ${why}\n`)
  }

  readonly #onData = (chunk: Uint8Array): void => {
    const isFirst = !this.#hasHeard
    this.#hasHeard = true
    if (!isFirst || this.#onLateOpen === null || openedProtocol(chunk) === null) {
      this.#lines.push(chunk)
    } else if (!this.#hasSpoken) {
      void this.#handOver(chunk, this.#onLateOpen)
    }
    // Otherwise it stays plain: it has received plain bytes from us, and switches to lines by itself.
  }

  readonly #onEnd = (): void => this.#lines.end()

  readonly #onDrain = (): void => this.attempt(() => this.delivery.seenAll())

  async #handOver(chunk: Uint8Array, onLateOpen: () => void): Promise<void> {
    this.#connection.off('data', this.#onData)
    this.#connection.off('end', this.#onEnd)
    this.#connection.off('drain', this.#onDrain)
    this.#connection.pause()
    this.#connection.unshift(chunk)
    this.isHandedOver = true
    await this.close()
    onLateOpen()
  }

  #write(text: string): boolean {
    this.#hasSpoken = true
    return this.#connection.write(text)
  }

  #post(text: string): void {
    if (text.trim() === '') return
    const id = newId()
    this.#own.add(id)
    const wait = this.options.room.post(this.key, { id, text, ...UNSIGNED })
    if (wait > 0) {
      this.#own.delete(id)
      // It cannot be asked to resend, so it gets a warning, once each time it starts to be too fast.
      if (!this.#isSlow) this.#write('* too fast: slow down, lines are being dropped\n')
    }
    this.#isSlow = wait > 0
  }
}

/** The name before each line, so that no line can pass for somebody else's. */
function lines(name: string, text: string): string {
  return text
    .split('\n')
    .map((line) => `${name}: ${line}\n`)
    .join('')
}
