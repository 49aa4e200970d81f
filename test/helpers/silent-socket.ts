// A socket that never answers, and keeps what others were made to send to it.
import type { Assertions } from 'brittle'
import HyperDHT, { type NodeAddress } from 'hyperdht'
import { monotonicMs } from '../../shared/base/clock.ts'

/** The first byte of a packet of a stream, and the length of one without data (udx-native). */
const STREAM = 0xff
const HEAD_BYTES = 20

export class SilentSocket {
  readonly address: NodeAddress
  /** What opens a path is a single byte. */
  punches = 0
  /** Of streams, by their ids here. */
  readonly streamPackets = new Map<number, Uint8Array[]>()
  #firstAt = 0
  #lastAt = 0
  #onPacket = (): void => {}

  constructor(t: Assertions) {
    const node = new HyperDHT({ bootstrap: [], host: '127.0.0.1' })
    const socket = (node.udx as unknown as Udx).createSocket()
    socket.bind(0, '127.0.0.1')
    t.teardown(async () => {
      await socket.close()
      await node.destroy()
    })
    this.address = { host: '127.0.0.1', port: socket.address().port }
    socket.on('message', (packet) => this.#count(packet))
  }

  /** Between the first packet and the last. */
  get seconds(): number {
    return (this.#lastAt - this.#firstAt) / 1000
  }

  /** Resolves once `isEnough`, asked at each packet. */
  until(isEnough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onPacket = () => {
        if (isEnough()) resolve()
      }
      this.#onPacket()
    })
  }

  /** Streams whose end was announced. */
  get endedStreams(): number {
    const packets = [...this.streamPackets.values()]
    return packets.filter((own) => own.at(-1)?.length === HEAD_BYTES).length
  }

  /** Anything else comes from a node of the DHT, which passes an answer on. */
  #count(packet: Uint8Array): void {
    const isPunch = packet.length === 1
    if (!isPunch && packet[0] !== STREAM) return
    this.#lastAt = monotonicMs()
    this.#firstAt ||= this.#lastAt
    if (isPunch) this.punches++
    else {
      const id = new DataView(packet.buffer, packet.byteOffset).getUint32(4, true)
      this.streamPackets.set(id, [...(this.streamPackets.get(id) ?? []), packet.slice()])
    }
    this.#onPacket()
  }
}

interface Udx {
  createSocket(): {
    bind(port: number, host: string): void
    address(): { port: number }
    on(event: 'message', listener: (packet: Uint8Array) => void): void
    close(): Promise<void>
  }
}
