// A plain peer as a member of the room, from accept to close.
import { LineReader } from '../shared/chat/plain-lines.ts'
import type { BreakReason } from '../shared/network/wire.ts'
import { readEvent } from '../shared/room/events.ts'
import { newId } from '../shared/room/signing.ts'
import type { Frame } from './log/log.ts'
import { Session, type SessionOptions } from './session.ts'

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
    connection.on('drain', () => this.delivery.seen(Infinity))
  }

  protected override send(frame: Frame, seq: number): void {
    const event = readEvent(frame)
    const isOwn = event?.type === 'post' && this.#own.delete(event.id)
    if (event?.type !== 'post' || isOwn || this.#write(lines(event.name, event.text))) {
      this.delivery.seen(seq)
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
