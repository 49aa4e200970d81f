// A pipe's host without a network: it receives only, unless it is told otherwise.
import type { Assertions } from 'brittle'
import type { KeyPair } from 'hyperdht'
import type { PipeHostOptions } from '../../server-app/pipe/pipe-host-options.ts'
import { PipeHost } from '../../server-app/pipe/pipe.ts'
import type { ReportEvent } from '../../shared/app/report-events.ts'
import type { Connection } from '../../shared/network/node.ts'
import { connectionPair } from './channel-pair.ts'
import { FakeOutput } from './streams.ts'

export interface OpenPipeHost {
  finished: Promise<void>
  output: FakeOutput
  /** What it has reported. */
  events: ReportEvent['event'][]
  /** Resolves once it has reported something that makes `isMet` true; at once if it has already. */
  reported: (isMet: () => boolean) => Promise<void>
  /** A connection to it, which has begun. */
  visit: (keyPair?: KeyPair) => Promise<Connection>
}

export function openPipeHost(t: Assertions, options: Partial<PipeHostOptions> = {}): OpenPipeHost {
  const events: ReportEvent['event'][] = []
  const watchers = new Set<() => void>()
  const output = new FakeOutput()
  let admit: (connection: Connection) => void = () => {}
  const host = new PipeHost({
    listener: {
      serve: (onConnection) => (admit = (connection) => onConnection(connection, () => true))
    },
    input: null,
    output,
    hello: { sends: false, receives: true },
    reporter: {
      report: ({ event }) => {
        events.push(event)
        for (const watcher of watchers) watcher()
      },
      progress: () => {},
      wantsProgress: false,
      isJson: false
    },
    totalBytes: null,
    node: { watchPath: () => {} },
    isPlain: false,
    keepsOpen: false,
    resumeMs: 0,
    onPeerEnd: () => {},
    onIgnored: () => {},
    ...options
  })
  host.finished.catch(() => {})
  t.teardown(() => host.leave())
  return {
    finished: host.finished,
    output,
    events,
    reported: (isMet) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (isMet()) resolve()
        }
        watchers.add(look)
        look()
      }),
    visit: async (keyPair) => {
      const { client, host: atHost } = connectionPair(t, keyPair)
      if (!atHost.remotePublicKey)
        await new Promise<void>((resolve) => atHost.once('open', resolve))
      admit(atHost)
      return client
    }
  }
}
