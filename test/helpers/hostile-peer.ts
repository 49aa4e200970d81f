// A scripted peer that sends anything to a host as fast as the host accepts it, and a host that does the same to its
// clients. Both stay on this machine.
import b4a from 'b4a'
import HyperDHT, { type KeyPair } from 'hyperdht'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { createNode, type Connection, type Node } from '../../shared/network/node.ts'
import { parseObject } from '../../shared/network/wire.ts'
import { ROOM_PROTOCOL } from '../../shared/room/messages.ts'
import { openFrame, RawPeer, ROOM_TYPE } from './frames.ts'

/** How much of what it receives it keeps. */
const KEPT_FRAMES = 1000
/** How long until a full stream is checked again. */
const STUCK_MS = 500
/** Frames sent at once before other work gets its turn. */
const FRAMES_A_TURN = 64

export class HostilePeer extends RawPeer {
  readonly connection: Connection
  sentBytes = 0
  sentFrames = 0
  receivedBytes = 0
  #failure = ''
  #reason = ''

  constructor(connection: Connection) {
    // Others may be waiting for its end.
    super(connection, { ends: false })
    this.connection = connection
    connection.on('error', (error) => (this.#failure ||= error.code ?? error.message))
    connection.on('data', (frame) => {
      this.receivedBytes += frame.length
      if (frame[0] === 1 && frame[1] === ROOM_TYPE.break) this.#reason ||= reasonIn(frame)
      if (this.frames.length > KEPT_FRAMES) this.frames.splice(0, KEPT_FRAMES / 2)
    })
  }

  get isOver(): boolean {
    return this.connection.destroying
  }

  /** How it was disconnected, or that it was not. */
  get ending(): string {
    if (this.#reason) return this.#reason
    if (!this.isOver) return 'still here'
    return this.#failure || 'closed'
  }

  /** Opens a room's channel and waits to be admitted. */
  async join(hello: object = { name: null, since: null, instance: null }): Promise<void> {
    this.send(openFrame(JSON.stringify(hello), ROOM_PROTOCOL))
    await Promise.race([this.got(1, ROOM_TYPE.welcome), this.closed])
  }

  /** Resolves with whether there is room for more. */
  send(frame: Uint8Array): boolean {
    this.sentBytes += frame.length
    this.sentFrames++
    return this.connection.write(b4a.from(frame))
  }

  /** Sends frame after frame until then, or until it is disconnected. */
  async flood(makeFrame: () => Uint8Array, untilMs: number): Promise<void> {
    while (monotonicMs() < untilMs && !this.isOver) {
      if (!this.send(makeFrame())) await this.#drained()
      else if (this.sentFrames % FRAMES_A_TURN === 0)
        await new Promise((done) => setImmediate(done))
    }
  }

  #drained(): Promise<void> {
    const { connection } = this
    return new Promise((resolve) => {
      const done = (): void => {
        connection.off('drain', done)
        connection.off('close', done)
        resolve()
      }
      connection.on('drain', done)
      connection.on('close', done)
      void wait(STUCK_MS).then(done)
    })
  }
}

/** A node for peers on this machine only. */
export function hostileNode(bootstrap: string): Node {
  const addresses = bootstrap.split(',')
  if (!addresses.every((address) => address.startsWith('127.0.0.1:'))) {
    throw new Error(`${bootstrap} is not on this machine`)
  }
  return createNode({ bootstrap: addresses })
}

/** Connects to a host. Resolves once connected or failed. */
export async function attackHost(
  node: Node,
  hostKey: Uint8Array,
  keyPair: KeyPair = HyperDHT.keyPair()
): Promise<HostilePeer> {
  const peer = new HostilePeer(node.connect(hostKey, { keyPair }))
  await peer.connection.opened
  return peer
}

/** A host that runs `attack` on everybody who connects. Resolves once it listens. */
export async function hostileHost(
  node: Node,
  keyPair: KeyPair,
  attack: (client: HostilePeer) => void
): Promise<void> {
  const server = node.createServer((connection) => attack(new HostilePeer(connection)))
  await server.listen(keyPair)
}

function reasonIn(frame: Uint8Array): string {
  // Channel, type and the length of the text come first.
  const reason = parseObject(b4a.toString(frame.subarray(3), 'utf8'))?.['reason']
  return typeof reason === 'string' ? reason : ''
}
