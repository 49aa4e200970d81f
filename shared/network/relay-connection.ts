// One connection to a relay: opened, watched, and lent to any number of connections that the relay carries.
import type { Connection } from 'hyperdht'
import type { Clock } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { blindRelay } from '../base/packages.ts'
import type { DialStage } from './dial-stage.ts'
import type { Heartbeats } from './heartbeats.ts'
import { multiplexer } from './multiplexer.ts'
import { Lease, type Client } from './relay-lease.ts'

/** The protocol between a relay and who meets there: blind-relay's, as HyperDHT speaks it. */
export const RELAY_PROTOCOL = 'blind-relay'

export interface RelayConnectionOptions {
  connect: (onStage: (stage: DialStage) => void) => Connection
  heartbeats: Heartbeats
  clock: Clock
  /** Nobody uses it any more. */
  onIdle: () => void
  /** Something it carried has ended with an error. */
  onBroken: () => void
  /** `hasFailed`: the relay has not answered. */
  onClosed: (hasFailed: boolean) => void
}

export class RelayConnection {
  readonly #options: RelayConnectionOptions
  readonly #connection: Connection
  readonly #client: Client
  readonly #leases = new Set<Lease>()
  #limit: { cancel(): void }
  #hasOpened = false
  #isGivenUp = false
  /** Where it leads: a closed connection has lost it. */
  #path: Path = NO_PATH
  /** The network has changed since: who needs a relay had better connect anew. */
  isStale = false

  constructor(options: RelayConnectionOptions) {
    this.#options = options
    const connection = options.connect((stage) => {
      if (stage === 'punching') this.#limitTo(LIMITS.relayPunchMs)
    })
    this.#connection = connection
    connection.on('error', () => {})
    multiplexer(connection, RELAY_PROTOCOL, connection.publicKey)
    // At once: Protomux refuses the relay's side for good otherwise.
    this.#client = blindRelay.Client.from(connection, { id: connection.publicKey })
    this.#limit = options.clock.after(LIMITS.relayAnswerMs, () => connection.destroy())
    connection.once('open', () => this.#onOpen())
    connection.once('close', () => this.#onClosed())
  }

  get isIdle(): boolean {
    return this.#leases.size === 0
  }

  get isOpen(): boolean {
    return this.#hasOpened && !this.#connection.destroying
  }

  /** Whether it may be lent: it is on its way or alive, and not too many wait there for others. */
  get isUsable(): boolean {
    const isThere = !this.#hasOpened || this.#options.heartbeats.isAlive(this.#connection)
    const waiting = [...this.#leases].filter(({ isMet }) => !isMet).length
    const isFree = waiting < LIMITS.relayMeetings / 2
    return isThere && isFree && !this.isStale && !this.#connection.destroying
  }

  /** For HyperDHT, which takes it for a connection of its own. */
  lend(): Connection {
    const lease = new Lease(this.#connection, this.#client, {
      onReturned: () => {
        this.#leases.delete(lease)
        if (this.isIdle) this.#options.onIdle()
      },
      onBroken: this.#options.onBroken
    })
    this.#leases.add(lease)
    return lease as unknown as Connection
  }

  /** Whether the relay carries this connection now: it may have become direct. */
  carries({ rawStream }: Connection): boolean {
    return [...this.#leases].some((lease) => lease.stream === rawStream && this.#isCarried(lease))
  }

  destroy(): void {
    this.#isGivenUp = true
    this.#connection.destroy()
  }

  #isCarried({ stream, isMet }: Lease): boolean {
    return isMet && stream !== null && isSame(this.#path, pathOf(stream))
  }

  #limitTo(ms: number): void {
    this.#limit.cancel()
    if (!this.#hasOpened)
      this.#limit = this.#options.clock.after(ms, () => this.#connection.destroy())
  }

  #onOpen(): void {
    const { rawStream } = this.#connection
    this.#hasOpened = true
    this.#limit.cancel()
    const settle = (): void => void (this.#path = pathOf(rawStream))
    settle()
    rawStream.on('remote-changed', settle)
    this.#options.heartbeats.watch(this.#connection, { onDead: () => this.#connection.destroy() })
  }

  /** What was carried ends with it: nothing else would tell for long. */
  #onClosed(): void {
    this.#limit.cancel()
    const carried = [...this.#leases].filter((lease) => this.#isCarried(lease))
    this.#options.onClosed(!this.#hasOpened && !this.#isGivenUp)
    for (const { stream } of carried) stream?.destroy()
  }
}

interface Path {
  socket: unknown
  host: string
  port: number
}

const NO_PATH: Path = { socket: null, host: '', port: 0 }

function pathOf({ socket, remoteHost, remotePort }: Connection['rawStream']): Path {
  return { socket, host: remoteHost, port: remotePort }
}

function isSame(one: Path, other: Path): boolean {
  const { socket, host, port } = one
  return socket !== null && socket === other.socket && host === other.host && port === other.port
}
