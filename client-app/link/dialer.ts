// Dials the host, and owns the connections until they are closed.
import { codeOf } from '../../shared/base/errors.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import { dial, opened } from '../../shared/network/dial.ts'
import type { DialStage } from '../../shared/network/dial-stage.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import { closeGently, type Connection, type Node } from '../../shared/network/node.ts'
import type { Traffic } from '../../shared/network/traffic.ts'
import { RelayList } from '../../shared/relay/relay-list.ts'

export interface DialerOptions {
  node: Node
  hostKey: PublicKey
  keyPair: KeyPair
  /** The limits of a connection until it is known what the host is. */
  traffic: Traffic
  /** The keys of relays to meet at where there is no direct path. */
  relays?: readonly PublicKey[]
}

export interface Dialled {
  /** Not open yet. */
  connection: Connection
  /** Rejects with a ChatError. */
  opened: Promise<void>
}

export class Dialer {
  readonly #options: DialerOptions
  readonly #connections = new Set<Connection>()
  readonly #relays: RelayList
  /** Attempts since the last connection that found no path to the host. */
  #failures = 0
  /** The host was last found on our own network, behind a firewall. */
  #isFirewalled = false
  /** What the host has said of its NAT last. */
  #hostKind: number = FIREWALL.unknown

  constructor(options: DialerOptions) {
    this.#options = options
    this.#relays = new RelayList(options.relays ?? [])
    options.node.relays.watchFailures((relay) => this.#relays.fail(relay))
  }

  /**
   * Whether trying again at once makes sense although no path was found: the host may name a relay to who has tried
   * before, and each of our own has its turn. Past a firewall on our own network it names one at once, if it has any.
   */
  get hasOtherPaths(): boolean {
    const others = Math.max(this.#isFirewalled ? 0 : 1, this.#relays.size)
    return this.#failures > 0 && this.#failures <= others
  }

  get #areBothRandom(): boolean {
    return this.#options.node.randomized && this.#hostKind === FIREWALL.random
  }

  /** Starts to connect. */
  dial(onStage: (stage: DialStage) => void): Dialled {
    const { node, hostKey, keyPair, traffic } = this.#options
    // A relay learns who meets there, so it is used only where it is needed.
    const relay = this.#failures > 0 || this.#areBothRandom ? this.#relays.next() : null
    let hasAnswered = false
    const connection = dial(node, hostKey, {
      keyPair,
      traffic,
      relay,
      isHopeless: (hostKind) => {
        this.#hostKind = hostKind
        return this.#areBothRandom && !this.#relays.isEmpty
      },
      onStage: (stage) => {
        hasAnswered ||= stage === 'answered'
        onStage(stage)
      }
    })
    this.#own(connection)
    const isOpen = opened(connection)
    const onOpen = (): void => {
      this.#failures = 0
    }
    const onFailed = (error: unknown): void => {
      if (hasAnswered) this.#failures += 1
      this.#isFirewalled = codeOf(error) === 'LOCAL_FIREWALL'
    }
    isOpen.then(onOpen, onFailed)
    return { connection, opened: isOpen }
  }

  /** Resolves with an open connection. Rejects with a ChatError. */
  async open(onStage: (stage: DialStage) => void): Promise<Connection> {
    const dialled = this.dial(onStage)
    await dialled.opened
    return dialled.connection
  }

  /** Resolves with an open connection that no relay carries. Rejects with a ChatError. */
  async openDirect(): Promise<Connection> {
    const { node, hostKey, keyPair, traffic } = this.#options
    const connection = dial(node, hostKey, { keyPair, traffic, isDirect: true, onStage: () => {} })
    this.#own(connection)
    await opened(connection)
    return connection
  }

  /** Ends all connections, those that are open gently. */
  async close(): Promise<void> {
    const connections = [...this.#connections]
    for (const connection of connections) if (!connection.connected) connection.destroy()
    const open = connections.filter(({ connected }) => connected)
    await Promise.all(open.map((connection) => closeGently(connection)))
  }

  #own(connection: Connection): void {
    // Without a listener an error would end the process.
    connection.on('error', () => {})
    this.#connections.add(connection)
    connection.once('close', () => this.#connections.delete(connection))
  }
}
