// Starts the two apps and the plain peer as real processes on a private DHT.
import type { Assertions } from 'brittle'
import { bootstrapOf, privateDht } from './private-dht.ts'
import { Program, type ProgramOptions, type Scope } from './program.ts'

const PLAIN_PEER = 'test/helpers/plain-peer.js'

/** Where programs run: a DHT and a storage folder of their own. */
export interface Place {
  t: Scope
  bootstrap: string
  storage: string
  /** What starts programs there: see ProgramOptions. */
  under?: readonly string[]
}

/** Where a test runs. */
export interface TestPlace extends Place {
  t: Assertions
}

export async function createPlace(t: Assertions): Promise<TestPlace> {
  // Started first so that it ends last: programs unannounce before the DHT is gone.
  const testnet = await privateDht(t)
  return { t, bootstrap: bootstrapOf(testnet), storage: await t.tmp() }
}

/** Any app: `args` begin with its folder or file. */
export function start(place: Place, args: string[], options: ProgramOptions = {}): Program {
  const env = {
    HYPERDHT_CHAT_BOOTSTRAP: place.bootstrap,
    XDG_DATA_HOME: place.storage,
    HOME: place.storage,
    ...options.env
  }
  return new Program(place.t, args, { under: place.under ?? [], ...options, env })
}

export interface RunningHost {
  host: Program
  key: string
}

/** A host that listens. */
export async function startHost(
  place: Place,
  flags: string[] = [],
  options?: ProgramOptions
): Promise<RunningHost> {
  return listening(start(place, ['server-app', ...flags], options))
}

/** A plain host that listens. */
export async function startPlainHost(place: Place, options?: ProgramOptions): Promise<RunningHost> {
  return listening(start(place, [PLAIN_PEER], options))
}

export function startClient(
  place: Place,
  key: string,
  flags: string[] = [],
  options?: ProgramOptions
): Program {
  return start(place, ['client-app', key, ...flags], options)
}

export function startPlainClient(place: Place, key: string, options?: ProgramOptions): Program {
  return start(place, [PLAIN_PEER, key], options)
}

async function listening(host: Program): Promise<RunningHost> {
  const [, key = ''] = await host.said(/listening on: ([0-9a-f]{64})\n/)
  return { host, key }
}
