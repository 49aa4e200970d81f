// The lines of a chat, to and from a host: over the room's channel, or plain if that is all it speaks.
import { breakError } from '../shared/causes.ts'
import { ChatError } from '../shared/errors.ts'
import { watchForPlainHost } from '../shared/greeting.ts'
import type { Connection } from '../shared/network.ts'
import { LineReader } from '../shared/plain.ts'
import { RoomChannel } from '../shared/room-channel.ts'

export interface HostLinesOptions {
  connection: Connection
  /** Speak plain lines from the start. */
  isPlain: boolean
  onLine: (line: string) => void
}

export class HostLines {
  readonly #options: HostLinesOptions
  #send: ((line: string) => void) | null = null
  /** Said before it was clear what the host speaks. */
  #held: string[] = []
  #onDecided: () => void = () => {}
  #onEnded: () => void = () => {}
  #onRefused: (error: ChatError) => void = () => {}

  /** Resolves when it is clear what the host speaks, and everything told so far is sent. */
  readonly decided = new Promise<void>((resolve) => (this.#onDecided = resolve))

  /** Resolves when the host has ended its side; throws NO_CHAT, HOST_IS_PIPE or what it broke off with. */
  readonly ended = new Promise<void>((resolve, reject) => {
    this.#onEnded = resolve
    this.#onRefused = reject
  })

  constructor(options: HostLinesOptions) {
    this.#options = options
    if (options.isPlain) this.#speakPlain(null)
    else this.#askForRoom()
  }

  tell(line: string): void {
    if (this.#send) this.#send(line)
    else this.#held.push(line)
  }

  #askForRoom(): void {
    const { connection, onLine } = this.#options
    const channel = new RoomChannel(connection, {
      onLine,
      onOpen: () => {
        stopWatching()
        this.#decide((line) => void channel.tell(line))
      },
      onBreak: (reason) => this.#onRefused(breakError(reason, '')),
      onClose: () => {
        stopWatching()
        if (this.#send || connection.destroying) this.#onEnded()
        else this.#onRefused(new ChatError('NO_CHAT'))
      }
    })
    connection.on('end', () => this.#onEnded())
    const stopWatching = watchForPlainHost(connection, (bytes) => this.#speakPlain(bytes))
  }

  #speakPlain(firstBytes: Uint8Array | null): void {
    const { connection, onLine } = this.#options
    const lines = new LineReader()
    if (firstBytes) lines.push(firstBytes).forEach(onLine)
    connection.on('data', (chunk) => lines.push(chunk).forEach(onLine))
    connection.on('end', () => {
      lines.end().forEach(onLine)
      this.#onEnded()
    })
    this.#decide((line) => void connection.write(`${line}\n`))
  }

  #decide(send: (line: string) => void): void {
    this.#send = send
    this.#held.splice(0).forEach(send)
    this.#onDecided()
  }
}
