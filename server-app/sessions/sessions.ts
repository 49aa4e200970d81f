// All connections to the chat, from accept to close: identified, then refused or seated.
import { ChatError, messageOf } from '../../shared/base/errors.ts'
import { keyOf, shortKey, type PublicKey } from '../../shared/base/key.ts'
import type { Report } from '../../shared/app/report.ts'
import { refuse } from '../../shared/network/channel.ts'
import type { Settle } from '../../shared/network/listener.ts'
import { closeGently, type Connection } from '../../shared/network/node.ts'
import { greet, UNGREETED } from '../../shared/network/peer-kind.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import { type WhisperMessage, ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import type { Access } from '../access/access.ts'
import type { Log } from '../../shared/log/log.ts'
import { MemberPaths, type MemberPathsOptions } from './member-paths.ts'
import { PlainSession } from './plain-session.ts'
import { Refusals } from '../access/refusals.ts'
import type { Room } from '../room/room.ts'
import { ChannelSession } from './channel-session.ts'
import type { Session } from './session.ts'

const ANY_ROOM_PROTOCOL = ROOM_PROTOCOL.replace(/\d+$/, '')

export interface SessionsOptions extends MemberPathsOptions {
  room: Room
  log: Log
  access: Access
  report: Report
  /** Treat every peer as a plain one. */
  isPlain: boolean
  /** A whisper to the host itself. */
  onWhisper: (whisper: WhisperMessage) => void
}

export class Sessions {
  readonly #options: SessionsOptions
  readonly #sessions = new Set<Session>()
  readonly #refusals: Refusals
  readonly paths: MemberPaths

  constructor(options: SessionsOptions) {
    this.#options = options
    this.paths = new MemberPaths(options)
    this.#refusals = new Refusals(options.report)
  }

  /** Accepts a new connection. A failure ends that connection only. */
  async admit(connection: Connection, settle: Settle): Promise<void> {
    try {
      await this.#admit(connection, settle)
    } catch (error) {
      this.#lose(connection, error)
    }
  }

  /** Disconnects everybody with that key. */
  dismiss(key: PublicKey, reason: 'kicked' | 'banned'): void {
    this.#options.room.expel(key, reason)
    for (const session of this.#sessions) {
      if (session.key === key) void session.dismiss(reason)
    }
  }

  /** Disconnects people who were banned by editing the list. */
  dismissBanned(): void {
    const { access, room } = this.#options
    // Most of these are on the roster, too.
    const keys = new Set([...this.#sessions, ...room.roster].map(({ key }) => key))
    for (const key of access.bannedAmong([...keys])) this.dismiss(key, 'banned')
  }

  /** Forwards a whisper; false when nobody who could read it is here. */
  whisper(from: PublicKey, { peer, id, sealed }: WhisperMessage): boolean {
    const { room, onWhisper } = this.#options
    const whisper = { peer: from, id, sealed }
    if (peer === room.key) {
      onWhisper(whisper)
      return true
    }
    const readers = [...this.#sessions].filter(({ key, isPlain }) => key === peer && !isPlain)
    for (const reader of readers) reader.whisper(whisper)
    return readers.length > 0
  }

  /** The handshake hashes of the connections that the owner of a key has. */
  hashesWith(key: PublicKey): Uint8Array[] {
    const sessions = [...this.#sessions].filter((session) => session.key === key)
    return sessions.flatMap(({ handshakeHash }) => handshakeHash ?? [])
  }

  /** Tells everybody that the transcript can no longer be written, or can again. */
  tellKeeping(isKept: boolean): void {
    for (const session of this.#sessions) session.tellKeeping(isKept)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()))
  }

  async #admit(connection: Connection, settle: Settle): Promise<void> {
    const { access, isPlain } = this.#options
    const greeting = isPlain ? UNGREETED : await greet(connection)
    if (greeting === null) return
    const { protocol, sign } = greeting
    const key = keyOf(connection.remotePublicKey)
    const peer = shortKey(key)
    if (sign === 'end') {
      await closeGently(connection)
    } else if (protocol !== null && protocol !== ROOM_PROTOCOL) {
      const isChat = protocol.startsWith(ANY_ROOM_PROTOCOL)
      const reason = isChat ? 'it speaks another version' : 'it joined with a pipe'
      this.#refusals.tell(peer, reason)
      refuse(connection, protocol, isChat ? 'protocol' : 'is-chat')
      await closeGently(connection)
    } else if (access.isBanned(key)) {
      this.#refusals.tell(peer, 'it is banned')
      if (protocol !== null) refuse(connection, protocol, 'banned')
      await closeGently(connection)
    } else {
      this.#seat(connection, protocol === null, settle)
    }
  }

  #seat(connection: Connection, isPlain: boolean, settle: Settle): void {
    const { room, log } = this.#options
    const channel = isPlain ? null : new RoomChannel(connection, null)
    const key = keyOf(connection.remotePublicKey)
    const options = {
      key,
      room,
      log,
      settle,
      onEntered: (isBack: boolean) => this.paths.entered(connection, channel, isBack),
      onWhisper: (from: PublicKey, whisper: WhisperMessage) => this.whisper(from, whisper),
      onFailed: (error: unknown) => this.#report(connection, error),
      hasVanished: watchForLoss(connection),
      hangUp: () => closeGently(connection),
      cutOff: () => connection.destroy()
    }
    const onLateOpen = this.#options.isPlain ? null : () => void this.admit(connection, settle)
    const session = channel
      ? new ChannelSession({
          ...options,
          channel,
          relayedBy: () => this.paths.relayedBy(connection)
        })
      : new PlainSession({ ...options, connection, onLateOpen })
    this.#sessions.add(session)
    session.on('close', () => this.#sessions.delete(session))
    connection.on('close', () => void session.close())
    if (connection.destroying) void session.close()
  }

  #lose(connection: Connection, error: unknown): void {
    this.#report(connection, error)
    connection.destroy()
  }

  #report(connection: Connection, error: unknown): void {
    const peer = shortKey(keyOf(connection.remotePublicKey))
    this.#options.report({ event: 'lost', peer, reason: messageOf(error) })
  }
}

/** Returns whether the connection is closed without the peer having ended it, or having been put out. */
function watchForLoss(connection: Connection): () => boolean {
  let hasEnded = false
  connection.on('end', () => (hasEnded = true))
  connection.on('error', (error) => {
    if (error instanceof ChatError && error.code !== 'LOST') hasEnded = true
  })
  return () => connection.destroying && !hasEnded
}
