// How the bytes of a connection travel.
import type { Connection } from 'hyperdht'
import type { PublicKey } from '../base/key.ts'
import { isLocal } from './addresses.ts'

export type Path =
  | { kind: 'direct' }
  /** Both ends are on one network. */
  | { kind: 'lan' }
  /** Through a relay with this key, which cannot read them. */
  | { kind: 'relayed'; relay: PublicKey }

/** The path of a connection that `relay` carries; null for none. */
export function pathThrough(relay: PublicKey | null, { rawStream }: Connection): Path {
  if (relay) return { kind: 'relayed', relay }
  // There is no address before the connection is open, nor of a stream in memory.
  return { kind: isLocal(rawStream?.remoteHost ?? '') ? 'lan' : 'direct' }
}

/** A node that knows the paths of its connections. */
export interface PathKnower {
  watchPath(connection: Connection, onPath: (path: Path) => void): void
}

/** The path of the connection in use, then of the one that takes its place: remembered when they are gone. */
export class PathWatch {
  readonly #node: PathKnower
  readonly #onPath: (path: Path) => void
  #connection: Connection | null = null
  #path: Path | null = null

  constructor(node: PathKnower, onPath: (path: Path) => void) {
    this.#node = node
    this.#onPath = onPath
  }

  /** Null before the first connection is open. */
  get path(): Path | null {
    return this.#path
  }

  follow(connection: Connection): void {
    if (connection === this.#connection) return
    this.#connection = connection
    this.#node.watchPath(connection, (path) => {
      if (connection !== this.#connection) return
      this.#path = path
      this.#onPath(path)
    })
  }
}
