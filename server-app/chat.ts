// The chat on the host: connects the room, its log, access control, and the user at the terminal.
import { messageOf, toChatError } from '../shared/base/errors.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import type { Listener } from '../shared/network/listener.ts'
import type { Access } from './access.ts'
import { HostMember } from './host-member.ts'
import { scanPast } from './past.ts'
import type { Log } from '../shared/log/log.ts'
import { Room } from './room.ts'
import { Sessions } from './sessions.ts'

export interface ChatOptions {
  listener: Pick<Listener, 'serve'>
  keyPair: KeyPair
  access: Access
  ui: ChatUi
  /** The identity's folder, which stores the name; null keeps nothing on disk. */
  folder: string | null
  /** Closed with the chat. */
  log: Log
  /** The name to use from now on; null for the remembered one. */
  name: string | null
  /** How many past posts newcomers get. */
  history: number
  maxMembers: number
  /** Treat every peer as a plain one. */
  isPlain: boolean
  isOnTerminal: boolean
}

/** How soon an edit of the ban list takes effect, who vanished has left, and knocks are counted. */
const LOOK_AROUND_MS = 1000

export class HostChat {
  readonly #options: ChatOptions
  readonly #log: Log
  readonly #room: Room
  readonly #place: HostMember
  readonly #sessions: Sessions
  #watch: ReturnType<typeof setInterval> | undefined
  #fail: (error: unknown) => void = () => {}
  #quit: () => void = () => {}

  /** Resolves at /quit, or when the user's input ends; rejects when the chat cannot go on. */
  readonly finished = new Promise<void>((resolve, reject) => {
    this.#quit = resolve
    this.#fail = (error) => reject(toChatError(error))
  })

  constructor(options: ChatOptions) {
    this.#options = options
    const { keyPair, access, history, maxMembers, ui, isPlain } = options
    const { isPrivate } = access
    this.#log = options.log
    this.#log.onFailed = (cause) => {
      this.#place.say({ event: 'unkept', reason: messageOf(cause) })
      this.#sessions.tellUnkept()
    }
    const key = formatPublicKey(keyPair.publicKey)
    const isInvited = (guest: string): boolean => access.isAllowed(guest)
    this.#room = new Room({ key, log: this.#log, history, maxMembers, isPrivate, isInvited })
    access.isKnown = (guest) => this.#room.isKnown(guest)
    this.#sessions = new Sessions({
      room: this.#room,
      log: this.#log,
      access,
      report: ui.report,
      isPlain,
      onWhisper: (whisper) => this.#place.onWhisper(whisper)
    })
    this.#place = this.#takePlace()
  }

  /** From now on the user or script at the host takes part. */
  start(): void {
    const { ui, isOnTerminal } = this.#options
    void ui.failed.then((error) => {
      // A room does not end because a disk is full.
      if (error.code !== 'OUTPUT_FAILED' || isOnTerminal) this.#fail(error)
      else ui.report({ event: 'output-failed', reason: error.message })
    })
    const onEnd = (): void => {
      if (isOnTerminal) this.#quit()
    }
    const onFailed = (error: unknown): void => {
      const { code, message } = toChatError(error)
      // A room does not end because nobody can type at its host, as after nohup.
      if (code === 'INPUT_FAILED' && !isOnTerminal) ui.say({ event: 'problem', text: message })
      else this.#fail(error)
    }
    ui.run(this.#place).then(onEnd, onFailed)
  }

  /** Admits peers, after the past has been scanned. */
  async open(): Promise<void> {
    const { access, listener } = this.#options
    this.#place.greet()
    access.hearKnocks({
      onKnock: (key) => this.#place.say({ event: 'knock', key }),
      onCount: (count) => this.#place.say({ event: 'knocks', count })
    })
    this.#watch = setInterval(() => {
      this.#sessions.dismissBanned()
      this.#room.lookForGone()
      access.countKnocks()
    }, LOOK_AROUND_MS)
    this.#room.remember(await scanPast(this.#log))
    listener.serve((connection, settle) => void this.#sessions.admit(connection, settle))
  }

  /** Disconnects everybody, then finishes pending writes. */
  async close(): Promise<void> {
    clearInterval(this.#watch)
    this.#room.close()
    await this.#sessions.close()
    await this.#log.close()
  }

  #takePlace(): HostMember {
    const { keyPair, access, folder, name, ui } = this.#options
    const place = new HostMember({
      keyPair,
      access,
      room: this.#room,
      log: this.#log,
      sessions: this.#sessions,
      say: (output) => ui.say(output),
      onRename: (wish) => saveName(folder, wish),
      onFailed: this.#fail,
      quit: () => this.#quit()
    })
    const onProblem = (text: string): void => place.say({ event: 'problem', text })
    access.onUnreadable = onProblem
    const wish = resolveName(folder, name, onProblem) ?? 'host'
    this.#room.join(place, { name: wish, since: null, instance: null })
    return place
  }
}
