// The chat as its host runs it: the room, its log, who may come in, and the person at the terminal.
import path from '#path'
import { refuse } from '../shared/network/channel.ts'
import { commandNames, runJson, runLine } from '../shared/chat/commands.ts'
import { toChatError } from '../shared/base/errors.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import { greet } from '../shared/network/peer-kind.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import { closeGently, type Connection } from '../shared/network/node.ts'
import { b4a } from '../shared/base/packages.ts'
import { formatPublicKey, shortKey } from '../shared/identity/public-key.ts'
import { type WhisperMessage, ROOM_PROTOCOL } from '../shared/room/messages.ts'
import type { Access } from './access.ts'
import type { Listener } from '../shared/network/listener.ts'
import type { Log } from './log/log.ts'
import { MemoryLog } from './log/memory-log.ts'
import { HostMember } from './host-member.ts'
import { Room } from './room.ts'
import { PlainSession } from './plain-session.ts'
import { ChannelSession, type Session } from './session.ts'
import { Transcript } from './log/transcript.ts'

export interface ChatOptions {
  listener: Listener
  keyPair: KeyPair
  access: Access
  ui: ChatUi
  /** The identity's folder; null to keep nothing on disk. */
  folder: string | null
  keepsTranscript: boolean
  /** What to be called from now on; null for what it was called last. */
  name: string | null
  history: number
  maxMembers: number
  isJson: boolean
  /** Take every peer for a plain one. */
  isPlain: boolean
  isOnTerminal: boolean
}

/** How soon a ban that is written into the list takes hold. */
const LOOK_AT_LISTS_MS = 1000
/** Events from before whose posts are known when they come again. */
const REMEMBERED = 200
const BLOCK_BYTES = 1024 * 1024

export class HostChat {
  readonly #options: ChatOptions
  readonly #log: Log
  readonly #room: Room
  readonly #place: HostMember
  readonly #sessions = new Set<Session>()
  #watch: ReturnType<typeof setInterval> | undefined
  #fail: (error: unknown) => void = () => {}
  #quit: () => void = () => {}

  /** Resolves at /quit, or when the person's input ends; throws when the chat cannot go on. */
  readonly finished = new Promise<void>((resolve, reject) => {
    this.#quit = resolve
    this.#fail = (error) => reject(toChatError(error))
  })

  /** Throws TRANSCRIPT_FAILED or STORAGE_*. */
  constructor(options: ChatOptions) {
    this.#options = options
    const { folder, keepsTranscript, keyPair, access, history, maxMembers, name, ui } = options
    this.#log =
      folder !== null && keepsTranscript
        ? Transcript.open({ folder: path.join(folder, 'transcript') })
        : new MemoryLog()
    this.#log.onFailed = this.#fail
    const key = formatPublicKey(keyPair.publicKey)
    this.#room = new Room({ key, log: this.#log, history, maxMembers })
    this.#place = new HostMember({
      keyPair,
      access,
      room: this.#room,
      log: this.#log,
      sessions: this.#sessions,
      say: (output) => ui.say(output),
      onRename: (wish) => saveName(folder, wish),
      quit: () => this.#quit()
    })
    const onProblem = (text: string): void => this.#place.say({ event: 'problem', text })
    access.onUnreadable = onProblem
    this.#room.join(this.#place, {
      name: resolveName(folder, name, onProblem) ?? 'host',
      since: null
    })
  }

  async start(): Promise<void> {
    const { listener, ui, isOnTerminal, isJson } = this.#options
    const { lastSeq } = this.#log
    this.#room.remember(await this.#log.read(Math.max(lastSeq - REMEMBERED, 0), BLOCK_BYTES))
    const { access } = this.#options
    const onKnock = (key: string): void => this.#place.say({ event: 'knock', key })
    access.knocking().forEach(onKnock)
    access.onKnock = onKnock
    void ui.failed.then(this.#fail)
    ui.enter(this.#place, commandNames(this.#place))
    listener.serve((connection) => void this.#admit(connection).catch(this.#fail))
    this.#watch = setInterval(() => this.#dismissBanned(), LOOK_AT_LISTS_MS)
    const run = isJson ? runJson : runLine
    const typed = ui.read((line) => run(this.#place, line).catch(this.#fail))
    typed.then(() => {
      if (isOnTerminal) this.#quit()
    }, this.#fail)
  }

  /** Lets everybody go, then writes what is under way. */
  async close(): Promise<void> {
    clearInterval(this.#watch)
    this.#room.close()
    await Promise.all([...this.#sessions].map((session) => session.close()))
    await this.#log.close()
  }

  /** Puts out who has been banned by editing the list. */
  #dismissBanned(): void {
    for (const session of this.#sessions) {
      if (this.#options.access.isBanned(b4a.from(session.key, 'hex')))
        void session.dismiss('banned')
    }
  }

  async #admit(connection: Connection): Promise<void> {
    const { ui, isPlain } = this.#options
    const greeting = isPlain ? { protocol: null, hasEnded: false } : await greet(connection)
    if (greeting === null) return
    const { protocol, hasEnded } = greeting
    const peer = shortKey(connection.remotePublicKey)
    if (hasEnded) {
      connection.end()
    } else if (protocol !== null && protocol !== ROOM_PROTOCOL) {
      ui.report({ event: 'refused', peer, reason: 'it came with a pipe' })
      refuse(connection, protocol, 'is-chat')
      await closeGently(connection)
    } else if (this.#options.access.isBanned(connection.remotePublicKey)) {
      ui.report({ event: 'refused', peer, reason: 'it is banned' })
      if (protocol !== null) refuse(connection, protocol, 'banned')
      await closeGently(connection)
    } else {
      ui.report({ event: 'connected', peer, isPlain: protocol === null })
      this.#seat(connection, protocol === null)
    }
  }

  #seat(connection: Connection, isPlain: boolean): void {
    const session = new (isPlain ? PlainSession : ChannelSession)({
      connection,
      room: this.#room,
      log: this.#log,
      onWhisper: (from, whisper) => this.#passOn(from, whisper),
      onFailed: this.#fail
    })
    this.#sessions.add(session)
    session.on('close', () => this.#sessions.delete(session))
  }

  #passOn(from: string, { peer, id, sealed }: WhisperMessage): boolean {
    const whisper = { peer: from, id, sealed }
    if (peer === this.#place.key) {
      this.#place.onWhisper(whisper)
      return true
    }
    const readers = [...this.#sessions].filter(({ key, isPlain }) => key === peer && !isPlain)
    for (const reader of readers) reader.whisper(whisper)
    return readers.length > 0
  }
}
