// The other members of an attacked room: they post, and record how long each post takes to arrive.
import HyperDHT, { type KeyPair } from 'hyperdht'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { keyOf } from '../../shared/base/key.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import { readEvent } from '../../shared/room/events.ts'
import { signPost } from '../../shared/room/signing.ts'
import { waitedForProcessorMs } from './process-stats.ts'

/** Posts of all of them together. */
const POSTS_PER_SECOND = 20
/** Events a member has received without confirming. */
const UNSEEN_BYTES = 32 * 1024
/** A post that has not arrived by then is lost. */
const PATIENCE_MS = 15_000
const LOOK_MS = 20

export interface Endured {
  /** The longest that anybody waited for what was said, in milliseconds; but not for a processor. */
  deafMs: number
  /** The longest that this process did not get to do anything: nobody heard anything then, whatever the host did. */
  stalledMs: number
  /** Lines that some member never got. */
  lost: number
}

export class Crowd {
  readonly members: Member[]
  readonly #node: Node
  #posts = 0
  #stop: () => void = () => {}
  #stalledMs: () => number = () => 0
  #talk: Promise<void> = Promise.resolve()

  constructor(bootstrap: string, host: { key: Uint8Array; pid: number }, size: number) {
    this.#node = createNode({ bootstrap: bootstrap.split(',') })
    const keyPairs = Array.from({ length: size }, () => HyperDHT.keyPair())
    this.members = keyPairs.map((keyPair) => new Member(host.key, host.pid, keyPair))
  }

  /** Resolves once all are in. */
  async join(): Promise<void> {
    for (const member of this.members) await member.join(this.#node)
  }

  /** From now on they post in turns. */
  talk(): void {
    let isOver = false
    this.#stalledMs = watchStalls()
    this.#stop = () => (isOver = true)
    this.#talk = this.#speak(() => isOver)
  }

  /** What they have been through, since the last time they were asked, once everything said is here or lost. */
  async endured(): Promise<Endured> {
    this.#stop()
    await this.#talk
    const untilMs = monotonicMs() + PATIENCE_MS
    while (this.#missing() > 0 && monotonicMs() < untilMs) await wait(LOOK_MS)
    const lost = this.#missing()
    const deafMs = Math.max(
      ...this.members.map((member) => member.longestMs),
      lost ? PATIENCE_MS : 0
    )
    const stalledMs = this.#stalledMs()
    this.#posts = 0
    for (const member of this.members) member.forget()
    return { deafMs, stalledMs, lost }
  }

  async leave(): Promise<void> {
    await this.#node.destroy({ force: true })
  }

  #missing(): number {
    return this.members.reduce((sum, { heard }) => sum + this.#posts - heard, 0)
  }

  async #speak(isOver: () => boolean): Promise<void> {
    const startedAt = monotonicMs()
    for (let count = 0; !isOver(); count++) {
      this.members[count % this.members.length]?.post()
      this.#posts++
      await wait(Math.max(0, startedAt + ((count + 1) * 1000) / POSTS_PER_SECOND - monotonicMs()))
    }
  }
}

/** The function it gives ends the watch, and says how long this process has been stalled at most. */
export function watchStalls(): () => number {
  let longestMs = 0
  let lookedAt = monotonicMs()
  const timer = setInterval(() => {
    const now = monotonicMs()
    longestMs = Math.max(longestMs, now - lookedAt - LOOK_MS)
    lookedAt = now
  }, LOOK_MS)
  return () => {
    clearInterval(timer)
    return longestMs
  }
}

/** When what is under way was said, by its id: all members are in this process. */
const saidAt = new Map<string, Moment>()

/** A time, and for how long the host had waited for a processor by then. */
interface Moment {
  atMs: number
  waitedMs: number
}

class Member {
  readonly keyPair: KeyPair
  heard = 0
  longestMs = 0
  readonly #hostKey: Uint8Array
  readonly #hostPid: number
  #connection: Connection | null = null
  #channel: RoomChannel | null = null
  #unseenBytes = 0
  #ids = new Set<string>()

  constructor(hostKey: Uint8Array, hostPid: number, keyPair: KeyPair) {
    this.#hostKey = hostKey
    this.#hostPid = hostPid
    this.keyPair = keyPair
  }

  /** As our client does, it tries again when a connection comes to nothing. */
  async join(node: Node): Promise<void> {
    for (let triesLeft = 2; ; triesLeft--) {
      try {
        await this.#enter(node)
        return
      } catch (error) {
        if (triesLeft === 0) throw error
      }
    }
  }

  async #enter(node: Node): Promise<void> {
    const connection = node.connect(this.#hostKey, { keyPair: this.keyPair })
    // One that is lost is found by what it misses.
    connection.on('error', () => {})
    const channel = new RoomChannel(connection, { name: null, since: null, instance: null })
    this.#connection = connection
    this.#channel = channel
    await new Promise<void>((resolve, reject) => {
      const onWelcome = (): void => resolve()
      connection.once('close', () => reject(new Error('a member was not let in')))
      channel.listen({
        onWelcome,
        onEvent: (frame) => this.#take(frame),
        onNotice: () => {},
        onSkip: () => {},
        onPresence: () => {},
        onBreak: () => {}
      })
    })
  }

  post(): void {
    if (!this.#channel || this.#connection?.destroying) return
    const post = signPost('a line that others wait for', keyOf(this.#hostKey), this.keyPair)
    saidAt.set(post.id, this.#now())
    this.#channel.post(post)
  }

  forget(): void {
    this.heard = 0
    this.longestMs = 0
    this.#ids.clear()
  }

  #now(): Moment {
    return { atMs: monotonicMs(), waitedMs: waitedForProcessorMs(this.#hostPid) }
  }

  #take(frame: Uint8Array): void {
    const event = readEvent(frame)
    if (event === null) return
    const said = event.type === 'post' ? saidAt.get(event.id) : undefined
    if (event.type === 'post' && said && !this.#ids.has(event.id)) {
      this.#ids.add(event.id)
      this.heard++
      const { atMs, waitedMs } = this.#now()
      this.longestMs = Math.max(this.longestMs, atMs - said.atMs - (waitedMs - said.waitedMs))
    }
    this.#unseenBytes += frame.length
    if (this.#unseenBytes < UNSEEN_BYTES) return
    this.#unseenBytes = 0
    this.#channel?.seen(event.seq)
  }
}
