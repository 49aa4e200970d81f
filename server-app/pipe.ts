// The pipe as its host runs it: one peer, any other refused.
import type { Connection } from '../shared/network.ts'
import { pipe, type PipeOptions } from '../shared/pipe.ts'
import { shortKey } from '../shared/public-key.ts'
import type { Host } from './host.ts'

export interface ServePipeOptions extends Omit<PipeOptions, 'connection'> {
  host: Host
  /** Prints a status line. */
  say: (line: string) => void
}

/** Pipes with the first peer that connects. Rejects as `pipe` does. */
export async function servePipe({ host, say, ...ends }: ServePipeOptions): Promise<void> {
  const connection = await firstConnection(host, say)
  say(`got connection! ${shortKey(connection.remotePublicKey)}`)
  await pipe({ ...ends, connection })
}

function firstConnection(host: Host, say: (line: string) => void): Promise<Connection> {
  return new Promise((resolve) => {
    let isTaken = false
    host.on('connection', (connection) => {
      if (isTaken) {
        say(`refused ${shortKey(connection.remotePublicKey)}: a pipe has one peer`)
        connection.destroy()
        return
      }
      isTaken = true
      resolve(connection)
    })
  })
}
