// Turns down a peer of the pipe on the host, and says why.
import { keyOf, shortKey } from '../../shared/base/key.ts'
import { refuse } from '../../shared/network/channel.ts'
import { closeGently, type Connection } from '../../shared/network/node.ts'
import type { Greeting } from '../../shared/network/peer-kind.ts'
import type { Refusals } from '../access/refusals.ts'

export type PipeRefusal = 'busy' | 'forgotten' | 'is-pipe'

export interface RefusalOptions {
  /** Null for a plain peer. */
  protocol: Greeting['protocol']
  reason: PipeRefusal
  /** Whether the pipe takes many peers at a time. */
  takesMany: boolean
  /** Tells the user. */
  refusals: Refusals
}

export async function refusePeer(connection: Connection, options: RefusalOptions): Promise<void> {
  const { protocol, reason, takesMany, refusals } = options
  const busy = takesMany ? 'there are too many peers' : 'a pipe has one peer at a time'
  const forgotten = 'its pipe is not known here'
  const why = { busy, forgotten, 'is-pipe': 'it joined to chat' }[reason]
  refusals.tell(shortKey(keyOf(connection.remotePublicKey)), why)
  // A plain peer would take a regular end for the end of our data.
  if (protocol === null) {
    connection.destroy()
    return
  }
  refuse(connection, protocol, reason)
  await closeGently(connection)
}
