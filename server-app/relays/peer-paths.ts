// The paths between a host and its peers, as they are shown, and their changes reported.
import type { Report } from '../../shared/app/report.ts'
import {
  DIRECT,
  isSamePath,
  showPath,
  type RelayNames,
  type ShownPath
} from '../../shared/app/shown-path.ts'
import { keyOf, shortKey } from '../../shared/base/key.ts'
import type { Connection } from '../../shared/network/node.ts'
import { PathWatch, type PathKnower } from '../../shared/network/path.ts'

export interface PeerPathsOptions {
  node: PathKnower
  names: RelayNames
  report: Report
}

/** An owner is what uses one connection after the other: a session, or a pipe. */
export class PeerPaths<Owner extends object> {
  readonly #options: PeerPathsOptions
  readonly #watches = new WeakMap<Owner, PathWatch>()

  constructor(options: PeerPathsOptions) {
    this.#options = options
  }

  /** The owner uses this connection, which is open, from now on. */
  follow(owner: Owner, connection: Connection): void {
    const known = this.#watches.get(owner)
    if (known) return known.follow(connection)
    const { node, report } = this.#options
    const peer = shortKey(keyOf(connection.remotePublicKey))
    let told: ShownPath | null = null
    const watch = new PathWatch(node, () => {
      const now = this.of(owner)
      if (told && !isSamePath(told, now)) report({ event: 'path', peer, ...now })
      told = now
    })
    this.#watches.set(owner, watch)
    watch.follow(connection)
  }

  /** The current path, or the last one. */
  of(owner: Owner): ShownPath {
    const path = this.#watches.get(owner)?.path
    return path ? showPath(path, this.#options.names) : DIRECT
  }
}
