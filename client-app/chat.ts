// The chat as a member sees it: finds out what the host speaks, then takes its place.
import { outputError } from '../shared/causes.ts'
import { runJson, runLine } from '../shared/commands.ts'
import type { Place } from '../shared/place.ts'
import { ChatError } from '../shared/errors.ts'
import { watchForPlainHost } from '../shared/greeting.ts'
import type { KeyPair } from '../shared/keypair.ts'
import { resolveName, saveName } from '../shared/name-file.ts'
import { closeGently, type Connection } from '../shared/network.ts'
import { readLines } from '../shared/plain.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import type { Report } from '../shared/report.ts'
import { createSpeaker } from '../shared/speaker.ts'
import { Membership } from './membership.ts'
import { plainPlace } from './plain-room.ts'

export interface ChatOptions {
  connection: Connection
  keyPair: KeyPair
  hostKey: Uint8Array
  folder: string | null
  name: string | null
  /** Post this and leave, instead of reading `input`. */
  message: string | null
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  report: Report
  isJson: boolean
  isQuiet: boolean
  isOnTerminal: boolean
  /** Speak plain lines from the start. */
  isPlain: boolean
}

/**
 * Chats until the host leaves, `input` ends or /quit. What was said is with the host then.
 * Throws ChatError LOST, NOT_POSTED, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, that the host is no chat,
 * or what it put us out with.
 */
export async function joinChat(options: ChatOptions): Promise<void> {
  const { connection, input, output, report, message, isJson } = options
  if (connection.destroying) throw new ChatError('LOST')
  const failed = new Promise<never>((_, reject) => {
    connection.on('error', (cause) => reject(new ChatError('LOST', { cause })))
    output.on('error', (cause) => reject(outputError(cause)))
  })
  const chat = new MemberChat(options)
  const run = isJson ? runJson : runLine
  const said = async (line: string): Promise<void> => run(await chat.place, line)
  const spoken = message === null ? readLinesInto(said, input) : said(`/say ${message}`)
  const done = spoken.then(() => chat.emptied())

  const isHostGone = await Promise.race([failed, chat.hostLeft.then(() => true), done, chat.quit])
  if (isHostGone === true) {
    report({ event: 'host-left' })
    if (chat.unsent > 0) throw new ChatError('NOT_POSTED', { values: { count: chat.unsent } })
  }
  await Promise.race([failed, closeGently(connection)])
}

/** One line after the other, so that none overtakes. */
async function readLinesInto(
  said: (line: string) => Promise<void>,
  input: NodeJS.ReadableStream
): Promise<void> {
  let last = Promise.resolve()
  await readLines(input, (line) => {
    last = last.then(() => said(line))
  })
  await last
}

class MemberChat {
  readonly #options: ChatOptions
  readonly #say: Place['say']
  #membership: Membership | null = null
  #isOpen = false
  #onPlace: (place: Place) => void = () => {}
  #onHostLeft: () => void = () => {}
  #onFailed: (error: ChatError) => void = () => {}
  #onQuit: () => void = () => {}

  /** The place in the room, once it is clear what the host speaks. */
  readonly place = new Promise<Place>((resolve) => (this.#onPlace = resolve))

  /** Resolves when the host has ended its side; throws NO_CHAT or what it broke off with. */
  readonly hostLeft = new Promise<void>((resolve, reject) => {
    this.#onHostLeft = resolve
    this.#onFailed = reject
  })

  /** Resolves at /quit, once what was said is with the host. */
  readonly quit = new Promise<void>((resolve) => (this.#onQuit = resolve))

  constructor(options: ChatOptions) {
    this.#options = options
    const speak = createSpeaker(options)
    // Who only comes to send something is not interested in what else is said.
    this.#say =
      options.message === null
        ? speak
        : (output) => {
            if (output.event === 'problem') speak(output)
          }
    if (options.isPlain) this.#onPlace(this.#plain(null))
    else this.#askForRoom()
  }

  get unsent(): number {
    return this.#membership?.unsent ?? 0
  }

  async emptied(): Promise<void> {
    await this.place
    await this.#membership?.emptied()
  }

  #askForRoom(): void {
    const { connection, folder, name, output } = this.#options
    const membership = new Membership({
      ...this.#options,
      name: resolveName(folder, name),
      say: this.#say,
      heard: () => new Promise((resolve) => output.write('', () => resolve())),
      onRename: (name) => saveName(folder, name),
      onOpen: () => {
        stopWatching()
        this.#isOpen = true
        this.#membership = membership
      },
      onWelcome: () => this.#onPlace(membership),
      onClose: () => {
        stopWatching()
        if (this.#isOpen || connection.destroying) this.#onHostLeft()
        else this.#onFailed(new ChatError('NO_CHAT'))
      },
      onFailed: (error) => this.#onFailed(error),
      quit: () => void this.#leave()
    })
    connection.on('end', () => this.#onHostLeft())
    const stopWatching = watchForPlainHost(connection, (bytes) => this.#onPlace(this.#plain(bytes)))
  }

  #plain(firstBytes: Uint8Array | null): Place {
    const { connection, keyPair, output } = this.#options
    return plainPlace({
      connection,
      firstBytes,
      key: formatPublicKey(keyPair.publicKey),
      onLine: (line) => void output.write(`${line}\n`),
      onEnd: () => this.#onHostLeft(),
      say: this.#say,
      quit: () => void this.#leave()
    })
  }

  async #leave(): Promise<void> {
    await this.emptied()
    this.#onQuit()
  }
}
