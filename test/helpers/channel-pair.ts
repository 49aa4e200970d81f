// Two in-memory connections, each the other's peer: like HyperDHT's, without a network.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Assertions } from 'brittle'
import type { KeyPair } from 'hyperdht'
import type { Connection } from '../../shared/network/node.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import type { Hello } from '../../shared/room/messages.ts'

export interface ConnectionPair {
  host: Connection
  client: Connection
}

/** The two ends of one connection, the client's with its key pair. What is written before they have met arrives once they have. */
export function connectionPair(t: Assertions, keyPair?: KeyPair): ConnectionPair {
  const client = new NoiseSecretStream(true, null, keyPair && { keyPair })
  const host = new NoiseSecretStream(false)
  client.rawStream.pipe(host.rawStream).pipe(client.rawStream)
  for (const connection of [client, host]) {
    // An error ends in a close, which is what tests wait for.
    connection.on('error', () => {})
    t.teardown(() => connection.destroy())
  }
  return { client, host }
}

export interface ChannelPair {
  connections: ConnectionPair
  host: RoomChannel
  client: RoomChannel
}

/** A room's channel, open at both ends. */
export function channelPair(t: Assertions, hello: Hello): ChannelPair {
  const connections = connectionPair(t)
  const client = new RoomChannel(connections.client, hello)
  return { connections, client, host: new RoomChannel(connections.host, null) }
}
