// What the doctor finds out, before anything is concluded from it.
import type { ShownPath, ShownRelay } from '../app/shown-path.ts'
import type { PublicKey } from '../base/key.ts'

/** none: no DHT node answered. unknown: too few did. */
export type NatKind = 'open' | 'consistent' | 'random' | 'unknown' | 'none'

export interface NetworkFacts {
  /** The bootstrap nodes, with the milliseconds until they answered; null if they did not. */
  bootstrap: { address: string; ms: number | null }[]
  /** How many DHT nodes are known and have answered. */
  nodes: number
  nat: NatKind
  /** Where others see this machine. */
  publicAddress: string | null
}

export interface RelayFacts {
  key: PublicKey
  /** Until it was connected; null if it did not answer. */
  ms: number | null
}

export interface ClockFacts {
  /** Milliseconds since 1970. */
  now: number
  /** How far the clock was set while the doctor looked on. */
  jumpMs: number
}

export interface StorageFacts {
  /** Null when nothing is kept. */
  folder: string | null
  /** Why it cannot be used, as a sentence. */
  problem: string | null
  /** Whether there is a key pair already. */
  hasKey: boolean
}

export interface HostFacts {
  key: PublicKey
  /** What was reached, and how many milliseconds after the start. */
  stages: { stage: HostStage; ms: number }[]
  /** Why it failed, as a sentence; null if it did not. */
  failure: { code: string; sentence: string } | null
  /** Null when it was not reached. */
  path: ShownPath['path'] | null
  relay: ShownRelay | null
  /** The host's, or that of the relay; null when it was not reached. */
  address: string | null
  roundTripMs: number | null
}

export type HostStage = 'found' | 'answered' | 'punching' | 'connected'

export interface Facts {
  network: NetworkFacts
  relays: RelayFacts[]
  clock: ClockFacts
  storage: StorageFacts
  /** Null when no host was asked for. */
  host: HostFacts | null
}
