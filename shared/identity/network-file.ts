// The file of known networks, beside the key of an identity. Only a help: without it everything works, later.
import type { NodeAddress } from 'hyperdht'
import path from '#path'
import { ChatError } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { LIMITS } from '../base/limits.ts'
import { replaceFile } from './atomic-file.ts'
import { bounded, formatNetworks, parseNetworks, type KnownNetwork } from './known-networks.ts'
import { readText } from './plain-file.ts'

const FILE = 'network'

export interface NetworkFileOptions {
  /** The identity's folder; null keeps nothing. */
  folder: string | null
  /** `host:port` of each bootstrap node; empty for the public ones. */
  bootstrap: readonly string[]
}

export class NetworkFile {
  readonly #file: string | null
  readonly #bootstrap: readonly string[]
  /** What was known at the start, or saved last. */
  #known: KnownNetwork

  constructor({ folder, bootstrap }: NetworkFileOptions) {
    this.#file = folder && path.join(folder, FILE)
    this.#bootstrap = bootstrap
    this.#known = this.#load().own
  }

  get nodes(): readonly NodeAddress[] {
    return this.#known.nodes
  }

  /** The relay addresses of a host, by its key; none if it is not known. */
  relaysOf(host: PublicKey): readonly NodeAddress[] {
    return this.#known.hosts.get(host) ?? []
  }

  /** Saves what is known now, unless that is hardly news. `host` is the one that was joined; null for none. */
  save(
    nodes: readonly NodeAddress[],
    host: { key: PublicKey; relays: readonly NodeAddress[] } | null
  ): void {
    if (this.#file === null) return
    // Another process of this identity may have saved meanwhile.
    const { own, others } = this.#load()
    const rest = [...own.hosts].filter(([key]) => key !== host?.key)
    const hosts =
      host && host.relays.length > 0
        ? new Map([[host.key, host.relays] as const, ...rest])
        : own.hosts
    const known = bounded({ ...own, hosts, nodes: nodes.length > 0 ? nodes : own.nodes })
    if (isHardlyNews(this.#known, known)) return
    try {
      replaceFile(this.#file, formatNetworks([known, ...others]))
      this.#known = known
    } catch (error) {
      // A full disk is reported where something is lost by it.
      if (!(error instanceof ChatError)) throw error
    }
  }

  #load(): { own: KnownNetwork; others: KnownNetwork[] } {
    const all = this.#file === null ? [] : parseNetworks(readIfPossible(this.#file))
    const isOwn = ({ bootstrap }: KnownNetwork): boolean =>
      bootstrap.join() === this.#bootstrap.join()
    const own = all.find(isOwn) ?? { bootstrap: this.#bootstrap, nodes: [], hosts: new Map() }
    return { own, others: all.filter((network) => !isOwn(network)) }
  }
}

/** The same hosts in the same order, at the same relays, and most nodes still the same. */
function isHardlyNews(before: KnownNetwork, now: KnownNetwork): boolean {
  const hosts = (known: KnownNetwork): string => JSON.stringify([...known.hosts])
  const nodes = new Set(before.nodes.map(({ host, port }) => `${host}:${port}`))
  const still = now.nodes.filter(({ host, port }) => nodes.has(`${host}:${port}`))
  return (
    hosts(before) === hosts(now) &&
    before.nodes.length === now.nodes.length &&
    still.length * 2 >= now.nodes.length
  )
}

function readIfPossible(file: string): string {
  try {
    return readText(file, LIMITS.networkBytes) ?? ''
  } catch (error) {
    // Whatever is wrong with it: the next save says so, or replaces it.
    if (!(error instanceof ChatError)) throw error
    return ''
  }
}
