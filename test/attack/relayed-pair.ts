// Two peers who talk through an attacked relay, and newcomers who meet one of them there. All are in this process.
import HyperDHT from 'hyperdht'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import { nameRelays } from '../../shared/relay/naming.ts'
import { behindNat } from '../helpers/behind-nat.ts'
import { watchStalls, type Endured } from './crowd.ts'
import { waitedForProcessorMs } from './process-stats.ts'
import { within } from './within.ts'

/** Nothing but the relay leads from one to the other. */
const BLOCKED = { holepunch: () => false, shareLocalAddress: false }
const BLOCKED_TOO = { fastOpen: false, localConnection: false, holepunch: () => false }
const WORD_MS = 50
const WORD_BYTES = 100
/** What has not arrived by then is lost. */
const PATIENCE_MS = 15_000
/** A newcomer tries for so long: HyperDHT gives up a meeting after 15 s. */
const MEETING_MS = 40_000
const LOOK_MS = 20
/** Nobody may come more often than every two seconds for long. */
const RETRY_MS = 1000

interface Said {
  atMs: number
  waitedMs: number
}

export class RelayedPair {
  readonly nodes: Node[]
  readonly #keyPair = HyperDHT.keyPair()
  readonly #said: Said[] = []
  #relayPid = 0
  #heard = 0
  #longestMs = 0
  #connection: Connection | null = null
  #isOver = false
  #talk: Promise<void> = Promise.resolve()
  #stalledMs: () => number = () => 0

  constructor(bootstrap: string) {
    this.nodes = [1, 2, 3].map(() => behindNat(createNode({ bootstrap: bootstrap.split(',') })))
  }

  /** Resolves once they are connected. */
  async meetAt(relay: PublicKey, pid: number): Promise<void> {
    this.#relayPid = pid
    const [host] = this.nodes
    if (!host) return
    const namer = { ownKind: 0, isEmpty: false, choose: () => relay, mayMeet: () => true }
    const options = { ...BLOCKED, ...nameRelays(namer, host.relays.refuse) }
    const server = host.createServer(options, (connection) => this.#hear(connection))
    await server.listen(this.#keyPair)
    this.#connection = await this.#dial(1)
  }

  /** Another peer meets the first at the relay. Resolves with how long that took, in ms; Infinity for never. */
  async meetAnew(): Promise<number> {
    const startedAt = monotonicMs()
    while (monotonicMs() - startedAt < MEETING_MS) {
      const connection = await this.#dial(2).catch(() => null)
      if (!connection) {
        await wait(RETRY_MS)
        continue
      }
      connection.write(new Uint8Array(1))
      const answered = new Promise<boolean>((resolve) => {
        connection.once('data', () => resolve(true))
        connection.once('close', () => resolve(false))
      })
      const isAnswered = await within(PATIENCE_MS, answered, false)
      connection.destroy()
      if (isAnswered) return monotonicMs() - startedAt
    }
    return Infinity
  }

  talk(): void {
    this.#isOver = false
    this.#stalledMs = watchStalls()
    this.#talk = this.#speak()
  }

  /** What they have been through since they began to talk. */
  async endured(): Promise<Endured> {
    this.#isOver = true
    await this.#talk
    const untilMs = monotonicMs() + PATIENCE_MS
    while (this.#heard < this.#said.length && monotonicMs() < untilMs) await wait(LOOK_MS)
    const lost = this.#said.length - this.#heard
    const deafMs = lost > 0 ? PATIENCE_MS : this.#longestMs
    this.#said.length = this.#heard = this.#longestMs = 0
    return { deafMs, stalledMs: this.#stalledMs(), lost }
  }

  async leave(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.destroy({ force: true })))
  }

  async #dial(place: number): Promise<Connection> {
    const connection = this.nodes[place]?.connect(this.#keyPair.publicKey, BLOCKED_TOO)
    if (!connection) throw new Error('there is no such node')
    connection.on('error', () => {})
    await new Promise<void>((resolve, reject) => {
      connection.once('open', resolve)
      connection.once('close', () => reject(new Error('the two did not meet at the relay')))
    })
    return connection
  }

  /** At the host: words are all of one length, and answered by a byte when they are of newcomers. */
  #hear(connection: Connection): void {
    let bytes = 0
    connection.on('error', () => {})
    connection.on('data', (chunk) => {
      if (chunk.length === 1) return void connection.write(new Uint8Array(1))
      for (bytes += chunk.length; bytes >= WORD_BYTES; bytes -= WORD_BYTES) {
        const said = this.#said[this.#heard++]
        if (!said) continue
        const { atMs, waitedMs } = this.#now()
        this.#longestMs = Math.max(this.#longestMs, atMs - said.atMs - (waitedMs - said.waitedMs))
      }
    })
  }

  async #speak(): Promise<void> {
    while (!this.#isOver) {
      this.#said.push(this.#now())
      this.#connection?.write(new Uint8Array(WORD_BYTES))
      await wait(WORD_MS)
    }
  }

  #now(): Said {
    return { atMs: monotonicMs(), waitedMs: waitedForProcessorMs(this.#relayPid) }
  }
}

/** The lines of a list that lets these nodes in. */
export function listOf(nodes: Node[]): string {
  return nodes.map(({ defaultKeyPair }) => `${keyOf(defaultKeyPair.publicKey)}\n`).join('')
}
