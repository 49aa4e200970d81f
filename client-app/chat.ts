// The chat as a member sees it: finds out what the host speaks, then takes its place.
import { commandNames, runJson, runLine } from '../shared/chat/commands.ts'
import type { Participant } from '../shared/chat/participant.ts'
import { ChatError } from '../shared/base/errors.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import { watchForPlainHost } from '../shared/network/peer-kind.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import { closeGently, type Connection } from '../shared/network/node.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import { Member } from './member.ts'
import { plainHostParticipant } from './plain-host.ts'

export interface ChatOptions {
  connection: Connection
  keyPair: KeyPair
  hostKey: Uint8Array
  folder: string | null
  name: string | null
  /** Post this and leave, instead of reading what is typed. */
  message: string | null
  ui: ChatUi
  isJson: boolean
  /** Speak plain lines from the start. */
  isPlain: boolean
}

/**
 * Chats until the host leaves, the input ends or /quit. What was said is with the host then.
 * Throws ChatError LOST, NOT_POSTED, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, that the host is no chat,
 * or what it put us out with.
 */
export async function joinChat(options: ChatOptions): Promise<void> {
  const { connection, ui, message, isJson } = options
  if (connection.destroying) throw new ChatError('LOST')
  const failed = new Promise<never>((_, reject) => {
    const values = { progress: '. Join again, and the last messages are shown' }
    connection.on('error', (cause) => reject(new ChatError('LOST', { cause, values })))
    void ui.failed.then(reject)
  })
  const chat = new MemberChat(options)
  const run = isJson ? runJson : runLine
  const said = async (line: string): Promise<void> => run(await chat.participant, line)
  const spoken = message === null ? readInto(said, ui) : said(`/say ${message}`)
  const done = spoken.then(() => chat.emptied())

  const { hostLeft, quit } = chat
  const isHostGone = await Promise.race([failed, hostLeft.then(() => true), done, quit, ui.left])
  if (isHostGone === true) {
    ui.report({ event: 'host-left' })
    if (chat.unsent > 0) throw new ChatError('NOT_POSTED', { values: { count: chat.unsent } })
  }
  await Promise.race([failed, closeGently(connection)])
}

/** One line after the other, so that none overtakes. */
async function readInto(said: (line: string) => Promise<void>, ui: ChatUi): Promise<void> {
  let last = Promise.resolve()
  await ui.read((line) => (last = last.then(() => said(line))))
  await last
}

class MemberChat {
  readonly #options: ChatOptions
  readonly #say: Participant['say']
  #membership: Member | null = null
  #isOpen = false
  #onParticipant: (participant: Participant) => void = () => {}
  #onHostLeft: () => void = () => {}
  #onFailed: (error: ChatError) => void = () => {}
  #onQuit: () => void = () => {}

  /** The place in the room, once it is clear what the host speaks. */
  readonly participant = new Promise<Participant>((resolve) => (this.#onParticipant = resolve))

  /** Resolves when the host has ended its side; throws NO_CHAT or what it broke off with. */
  readonly hostLeft = new Promise<void>((resolve, reject) => {
    this.#onHostLeft = resolve
    this.#onFailed = reject
  })

  /** Resolves at /quit, once what was said is with the host. */
  readonly quit = new Promise<void>((resolve) => (this.#onQuit = resolve))

  constructor(options: ChatOptions) {
    this.#options = options
    const { ui } = options
    void this.participant.then((participant) => ui.enter(participant, commandNames(participant)))
    // Who only comes to send something is not interested in what else is said.
    this.#say =
      options.message === null
        ? (output) => ui.say(output)
        : (output) => {
            if (output.event === 'problem') ui.say(output)
          }
    if (options.isPlain) this.#onParticipant(this.#plain(null))
    else this.#askForRoom()
  }

  get unsent(): number {
    return this.#membership?.unsent ?? 0
  }

  async emptied(): Promise<void> {
    await this.participant
    await this.#membership?.emptied()
  }

  #askForRoom(): void {
    const { connection, folder, name, ui } = this.#options
    const membership = new Member({
      ...this.#options,
      name: resolveName(folder, name, (text) => ui.say({ event: 'problem', text })),
      say: this.#say,
      heard: () => ui.heard(),
      onRename: (name) => saveName(folder, name),
      onOpen: () => {
        this.#isOpen = true
        this.#membership = membership
      },
      onWelcome: () => this.#onParticipant(membership),
      onClose: () => {
        if (this.#isOpen || connection.destroying) this.#onHostLeft()
        else this.#onFailed(new ChatError('NO_CHAT'))
      },
      onFailed: (error) => this.#onFailed(error),
      quit: () => void this.#leave()
    })
    connection.on('end', () => this.#onHostLeft())
    watchForPlainHost(connection, (bytes) => this.#onParticipant(this.#plain(bytes)))
  }

  #plain(firstBytes: Uint8Array | null): Participant {
    const { connection, keyPair } = this.#options
    return plainHostParticipant({
      connection,
      firstBytes,
      key: formatPublicKey(keyPair.publicKey),
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
