// The connections that HyperDHT makes to relays by itself, which carry other connections: guarded like all others, and
// given up when a relay does not answer.
import { Timer } from '../base/clock.ts'
import { LIMITS } from '../base/limits.ts'
import { b4a } from '../base/packages.ts'
import { guard } from './guard.ts'
import { multiplexer } from './multiplexer.ts'
import type { Connection } from './node.ts'
import { TRAFFIC } from './traffic.ts'

/** The protocol between a relay and who meets there: blind-relay's, as HyperDHT speaks it. */
export const RELAY_PROTOCOL = 'blind-relay'

export class RelayConnections {
  /** With the path of each: a closed one has lost it. */
  readonly #paths = new Map<Connection, Path>()
  /** Keys, by identity: those that nobody was told. */
  readonly #refused = new WeakSet<Uint8Array>()
  /** What may be carried by them. */
  readonly #carried = new Set<Connection>()
  readonly #failureWatchers = new Set<(relay: Uint8Array) => void>()

  /** HyperDHT will connect to these very bytes, and must not. */
  readonly refuse = (relay: Uint8Array): void => {
    this.#refused.add(relay)
  }

  /** Calls `onFailed` when a relay does not answer. The returned function stops that. */
  watchFailures(onFailed: (relay: Uint8Array) => void): () => void {
    this.#failureWatchers.add(onFailed)
    return () => this.#failureWatchers.delete(onFailed)
  }

  /** From now on a connection ends at once when the relay that carries it does: nothing else would tell for long. */
  watch(connection: Connection): void {
    this.#carried.add(connection)
    connection.once('close', () => this.#carried.delete(connection))
  }

  /** Takes a connection that HyperDHT has just begun to make to `relay`. */
  take(connection: Connection, relay: Uint8Array): void {
    connection.on('error', () => {})
    guard(connection, TRAFFIC.relay)
    multiplexer(connection, RELAY_PROTOCOL, connection.publicKey)
    if (this.#refused.has(relay) || this.#paths.size >= LIMITS.relayConnections) {
      connection.destroy()
      return
    }
    this.#paths.set(connection, NO_PATH)
    const limit = new Timer(LIMITS.relayAnswerMs, () => connection.destroy())
    let isOpen = false
    connection.once('open', () => {
      isOpen = true
      limit.cancel()
      const settle = (): unknown => this.#paths.set(connection, pathOf(connection))
      settle()
      connection.rawStream.on('remote-changed', settle)
    })
    connection.once('close', () => {
      limit.cancel()
      const path = this.#paths.get(connection) ?? NO_PATH
      this.#paths.delete(connection)
      if (!isOpen) for (const onFailed of this.#failureWatchers) onFailed(relay)
      for (const carried of this.#carried) {
        const isRelay = b4a.equals(carried.remotePublicKey, relay)
        if (!isRelay && isSame(path, pathOf(carried))) carried.destroy()
      }
    })
  }

  /** The relay that carries a connection now, null if its path is direct: it may become so. */
  carrierOf(connection: Connection): Uint8Array | null {
    const carriers = [...this.#paths]
      .filter(([, path]) => isSame(path, pathOf(connection)))
      .map(([{ remotePublicKey }]) => remotePublicKey)
    return carriers.find((key) => !b4a.equals(key, connection.remotePublicKey)) ?? null
  }
}

interface Path {
  socket: unknown
  host: string
  port: number
}

const NO_PATH: Path = { socket: null, host: '', port: 0 }

/** There is none before a connection is open. */
function pathOf({ rawStream }: Connection): Path {
  if (!rawStream) return NO_PATH
  return { socket: rawStream.socket, host: rawStream.remoteHost, port: rawStream.remotePort }
}

function isSame(one: Path, other: Path): boolean {
  const { socket, host, port } = one
  return socket !== null && socket === other.socket && host === other.host && port === other.port
}
