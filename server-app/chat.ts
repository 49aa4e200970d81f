// The chat on the host: connects the room, its log, access control, and the user at the terminal.
import { CLOCK, type Clock } from '../shared/base/clock.ts'
import { Deferred } from '../shared/base/deferred.ts'
import { messageOf, toChatError } from '../shared/base/errors.ts'
import { keyOf, type PublicKey } from '../shared/base/key.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { resolveName, saveName } from '../shared/identity/name-file.ts'
import type { Listener } from '../shared/network/listener.ts'
import type { Access } from './access/access.ts'
import { Guests } from './invites/guests.ts'
import { HostMember } from './host/host-member.ts'
import type { ListenOn } from './invites/invites.ts'
import { lastPosts, scanPast } from './room/past.ts'
import type { Log } from '../shared/log/log.ts'
import type { MemberPathsOptions } from './sessions/member-paths.ts'
import { Room } from './room/room.ts'
import { Sessions } from './sessions/sessions.ts'

export interface ChatOptions extends Pick<MemberPathsOptions, 'roomRelays' | 'node' | 'relays'> {
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
  /** What to call the room from now on; null for its remembered name. */
  roomName: string | null
  /** How many past posts newcomers get. */
  history: number
  maxMembers: number
  /** Treat every peer as a plain one. */
  isPlain: boolean
  isOnTerminal: boolean
  clock?: Clock
}

/** How soon an edit of the ban list takes effect, who vanished has left, knocks are counted and relays replaced. */
const LOOK_AROUND_MS = 1000

export class HostChat {
  readonly #options: ChatOptions
  readonly #log: Log
  readonly #room: Room
  readonly #place: HostMember
  readonly #sessions: Sessions
  readonly #guests: Guests
  /** The newest event from before. */
  readonly #startSeq: number
  #isClosed = false
  #watch: { cancel(): void } | null = null
  readonly #outcome = new Deferred()
  readonly #fail = (error: unknown): void => this.#outcome.reject(toChatError(error))

  /** Resolves at /quit, or when the user's input ends; rejects when the chat cannot go on. */
  readonly finished = this.#outcome.promise

  constructor(options: ChatOptions) {
    this.#options = options
    const { keyPair, access, history, maxMembers, ui, isPlain, folder, roomName } = options
    const { clock = CLOCK } = options
    const onProblem = (text: string): void => ui.say({ event: 'problem', text })
    const { isPrivate } = access
    this.#log = options.log
    this.#startSeq = options.log.lastSeq
    this.#log.onFailed = (cause) => {
      this.#place.say({ event: 'unkept', reason: messageOf(cause) })
      this.#sessions.tellKeeping(false)
    }
    this.#log.onKept = () => {
      this.#place.say({ event: 'kept' })
      this.#sessions.tellKeeping(true)
    }
    const key = keyOf(keyPair.publicKey)
    const isInvited = (guest: PublicKey): boolean => access.isAllowed(guest)
    this.#room = new Room({
      key,
      log: this.#log,
      history,
      maxMembers,
      isPrivate,
      isInvited,
      roomName: resolveName(folder, roomName, onProblem, 'room-name'),
      now: () => clock.now()
    })
    access.isKnown = (guest) => this.#room.isKnown(guest)
    this.#sessions = new Sessions({
      ...options,
      room: this.#room,
      report: ui.report,
      isPlain,
      onWhisper: (whisper) => this.#place.onWhisper(whisper)
    })
    this.#guests = new Guests({
      ...options,
      roomKey: key,
      say: (output) => this.#place.say(output)
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
      if (isOnTerminal) this.#outcome.resolve()
    }
    const onFailed = (error: unknown): void => {
      const { code, message } = toChatError(error)
      // A room does not end because nobody can type at its host, as after nohup.
      if (code === 'INPUT_FAILED' && !isOnTerminal) ui.say({ event: 'problem', text: message })
      else this.#fail(error)
    }
    ui.run(this.#place).then(onEnd, onFailed)
  }

  /** Shows the last of the past, and admits peers. */
  async open(): Promise<void> {
    const { access, history, listener } = this.#options
    this.#room.remember(await scanPast(this.#log))
    const posts = await lastPosts(this.#log, { count: history, upTo: this.#startSeq })
    if (this.#isClosed) return
    this.#place.greet(posts)
    access.hearKnocks({
      onKnock: (key) => this.#place.say({ event: 'knock', key }),
      onCount: (count) => this.#place.say({ event: 'knocks', count })
    })
    this.#lookAround()
    listener.serve((connection, settle) => void this.#sessions.admit(connection, settle))
    if (!this.#options.invites) return
    const invitation = await this.#guests.invite()
    // The key was the first thing to be printed.
    if (invitation.words !== null) {
      this.#place.say({ event: 'invite', ...invitation, key: null, join: null })
    }
  }

  /** Disconnects everybody, then finishes pending writes. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#watch?.cancel()
    await this.#guests.close()
    this.#room.close()
    await this.#sessions.close()
    await this.#log.close()
  }

  #lookAround(): void {
    const { access, clock = CLOCK } = this.#options
    this.#watch = clock.after(LOOK_AROUND_MS, () => {
      this.#sessions.dismissBanned()
      this.#room.lookAround()
      access.countKnocks()
      this.#options.roomRelays?.lookAround()
      this.#lookAround()
    })
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
      invite: () => this.#guests.invite(),
      quit: () => this.#outcome.resolve()
    })
    const onProblem = (text: string): void => place.say({ event: 'problem', text })
    access.onUnreadable = onProblem
    const wish = resolveName(folder, name, onProblem) ?? 'host'
    this.#room.join(place, { name: wish, since: null, instance: null })
    return place
  }
}
