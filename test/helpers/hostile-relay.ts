// A hand-made relay that gets the packets it carries into its hands, and may do with them what it likes.
import b4a from 'b4a'
import type { Connection } from '../../shared/network/node.ts'
import type { Listener } from '../../shared/network/listener.ts'
import { RawPeer } from './frames.ts'
import { pairedId, pairFrame, relayOpen } from './relay-frames.ts'

/** A packet of a stream (udx-native): these bytes of head, then perhaps some of what acknowledgements need, then data. */
const MAGIC = 0xff
const HEAD_BYTES = 20
const AT_TYPE = 2
const AT_EXTRA = 3
const AT_ID = 4
const DATA = 1
const PAIR = 0
const TOKEN_BYTES = 32

/**
 * Does what it likes with a packet: `pass` sends one on, this one or another, to where this one was to go or by another
 * way. The first pair has the ways 1 and 2, one for each direction, the second 3 and 4, and so on.
 */
export type Tamper = (
  packet: Uint8Array,
  pass: (packet: Uint8Array, way?: number) => void,
  way: number
) => void

interface End {
  connection: Connection
  /** The number of its stream. */
  id: number
}

interface Socket {
  on(event: 'message', listener: (packet: Uint8Array) => void): void
  trySend(packet: Uint8Array, port: number, host: string): void
}

export class HostileRelay {
  /** Packets that have come. */
  carried = 0
  readonly #tamper: Tamper
  /** Who waits for the other side of a pair, by its token. */
  readonly #waiting = new Map<string, { isInitiator: boolean; end: End; peer: RawPeer }>()
  /** Where packets go, by the number they come with. */
  readonly #ways = new Map<number, End>()
  readonly #sockets = new Set<Socket>()
  readonly #connections = new Set<Connection>()
  #nextId = 1

  constructor(tamper: Tamper) {
    this.#tamper = tamper
  }

  serve(listener: Pick<Listener, 'serve'>): void {
    listener.serve((connection, settle) => {
      settle()
      this.#connections.add(connection)
      const peer = new RawPeer(connection)
      peer.write(relayOpen(connection.remotePublicKey))
      connection.on('data', (frame) => {
        if (frame[0] === 1 && frame[1] === PAIR) this.#pair(b4a.from(frame), connection, peer)
      })
      this.#listenTo(connection)
    })
  }

  close(): void {
    for (const connection of this.#connections) connection.destroy()
  }

  #pair(frame: Uint8Array, connection: Connection, peer: RawPeer): void {
    const isInitiator = frame[2] === 1
    const token = frame.subarray(3, 3 + TOKEN_BYTES)
    const name = b4a.toString(token, 'hex')
    const end = { connection, id: pairedId(frame) }
    const first = this.#waiting.get(name)
    if (!first) {
      this.#waiting.set(name, { isInitiator, end, peer })
      return
    }
    this.#waiting.delete(name)
    peer.write(pairFrame(isInitiator, token, this.#wayTo(first.end)))
    first.peer.write(pairFrame(first.isInitiator, token, this.#wayTo(end)))
  }

  #wayTo(end: End): number {
    const id = this.#nextId++
    this.#ways.set(id, end)
    return id
  }

  /** Packets of streams that nobody here has opened come as messages. */
  #listenTo({ rawStream }: Connection): void {
    const socket = rawStream.socket as Socket
    if (this.#sockets.has(socket)) return
    this.#sockets.add(socket)
    socket.on('message', (message) => {
      const own = message[0] === MAGIC ? viewOf(message).getUint32(AT_ID, true) : 0
      if (!this.#ways.has(own)) return
      this.carried++
      this.#tamper(b4a.from(message), (packet, way = own) => this.#send(packet, way), own)
    })
  }

  #send(packet: Uint8Array, way: number): void {
    const to = this.#ways.get(way)
    if (!to || to.connection.destroying) return
    const { connection, id } = to
    const copy = b4a.from(packet)
    viewOf(copy).setUint32(AT_ID, id, true)
    const { socket, remotePort, remoteHost } = connection.rawStream
    const own = socket as Socket
    own.trySend(copy, remotePort, remoteHost)
  }
}

/** Where the data of a packet begins; null if it has none. */
export function dataAt(packet: Uint8Array): number | null {
  const at = HEAD_BYTES + (packet[AT_EXTRA] ?? 0)
  return ((packet[AT_TYPE] ?? 0) & DATA) !== 0 && packet.length > at ? at : null
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
