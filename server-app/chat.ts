// The chat on the host: connects the room, its log, access control, and the user at the terminal.
import { messageOf, toChatError } from '../shared/base/errors.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import type { Guest } from '../shared/invite/host-end.ts'
import type { Listener } from '../shared/network/listener.ts'
import type { BreakReason } from '../shared/network/wire.ts'
import type { Invitation } from '../shared/app/report-words.ts'
import type { Access } from './access.ts'
import { HostMember } from './host-member.ts'
import type { Invites, ListenOn } from './invites.ts'
import { scanPast } from './past.ts'
import type { Log } from '../shared/log/log.ts'
import { Room } from './room.ts'
import { Sessions } from './sessions.ts'

export interface ChatOptions {
  listener: Pick<Listener, 'serve'>
  /** Listens on the key pairs of invites. */
  listenOn: ListenOn
  /** Whether the words of an invite are printed at the start. */
  invites: boolean
  /** The DHT nodes to start from, for the line to join with. */
  bootstrap: string[]
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
  #invites: Promise<Invites> | null = null
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
    if (!this.#options.invites) return
    const invitation = await this.#invite()
    // The key was the first thing to be printed.
    if (invitation.words !== null) {
      this.#place.say({ event: 'invite', ...invitation, key: null, join: null })
    }
  }

  /** Disconnects everybody, then finishes pending writes. */
  async close(): Promise<void> {
    clearInterval(this.#watch)
    await (await this.#invites)?.close()
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
      invite: () => this.#invite(),
      quit: () => this.#quit()
    })
    const onProblem = (text: string): void => place.say({ event: 'problem', text })
    access.onUnreadable = onProblem
    const wish = resolveName(folder, name, onProblem) ?? 'host'
    this.#room.join(place, { name: wish, since: null, instance: null })
    return place
  }

  /** With new words, or without any if there can be none now. */
  async #invite(): Promise<Invitation> {
    const [{ invitationTo }, invites] = await Promise.all([
      import('../shared/app/invitation.ts'),
      (this.#invites ??= this.#openInvites())
    ])
    const words = await invites.open().catch((error: unknown) => {
      this.#place.say({ event: 'problem', text: toChatError(error).message })
      return null
    })
    return invitationTo(this.#room.key, words, this.#options.bootstrap)
  }

  async #openInvites(): Promise<Invites> {
    const { Invites } = await import('./invites.ts')
    return new Invites({ ...this.#options, admit: (guest) => this.#admit(guest) })
  }

  #admit({ key, name }: Guest): BreakReason | null {
    const { access } = this.#options
    if (access.isBanned(key)) return 'banned'
    const guest = formatPublicKey(key)
    this.#place.say({ event: 'invited', key: guest, name })
    try {
      access.invite(key, name ?? guest.slice(0, 8))
    } catch (error) {
      // It is in force even if it could not be saved.
      this.#place.say({ event: 'problem', text: toChatError(error).message })
    }
    return null
  }
}
