import test, { type Assertions } from 'brittle'
import { Deferred } from '../../../shared/base/deferred.ts'
import type { UdxSocket, UdxStream } from '../../../shared/network/moving.ts'
import { createNode, type Node } from '../../../shared/network/node.ts'
import { turn } from '../../helpers/turn.ts'

const HERE = '127.0.0.1'

test('a stream whose packets were lost moves once they have arrived, and sends on after that', async (t) => {
  const { near, far, relay, move } = createPlace(t)
  relay.loses = 1
  near.write('one ')
  await relay.lost.promise
  const moved = move()
  near.write('two ')
  near.end('three')
  await moved
  t.not(near.remotePort, relay.port)
  t.is(await allOf(far), 'one two three')
  t.absent(relay.hasStrangers, 'nothing comes to the relay from another port')
})

test('a stream with nothing under way moves at once', async (t) => {
  const { near, far, relay, move } = createPlace(t)
  near.write('one ')
  await new Promise<void>((resolve) => far.once('data', () => resolve()))
  await near.flush()
  await turn()
  void move()
  t.not(near.remotePort, relay.port)
  near.end('two')
  t.is(await allOf(far), 'two')
})

test('a stream can be destroyed while it waits', async (t) => {
  const { near, relay, move } = createPlace(t)
  relay.loses = Infinity
  near.write('one')
  await relay.lost.promise
  void move()?.catch(() => {})
  near.write('two')
  const closed = new Promise<void>((resolve) => near.once('close', resolve))
  near.destroy()
  await closed
  t.absent(relay.hasStrangers)
})

interface Socket extends UdxSocket {
  bind(port: number, host: string): void
  address(): { port: number }
  trySend(packet: Uint8Array, port: number, host: string): void
  on(event: 'message', listener: (packet: Uint8Array, from: { port: number }) => void): void
  close(): Promise<void>
}

interface Stream extends UdxStream {
  readonly id: number
  connect(socket: Socket, id: number, port: number, host: string): void
  write(text: string): void
  end(text: string): void
  flush(): Promise<boolean>
}

/** Carries packets between two ports, and lets in nothing from others, as a relay behind a NAT does. */
class Relay {
  /** How many packets of the near end are still to be lost. */
  loses = 0
  readonly lost = new Deferred()
  hasStrangers = false
  readonly #socket: Socket

  constructor(socket: Socket, near: number, far: number) {
    this.#socket = socket
    socket.on('message', (packet, { port }) => {
      if (port === far) socket.trySend(packet, near, HERE)
      else if (port !== near) this.hasStrangers = true
      else if (this.loses-- > 0) this.lost.resolve()
      else socket.trySend(packet, far, HERE)
    })
  }

  get port(): number {
    return this.#socket.address().port
  }
}

interface Place {
  near: Stream
  far: Stream
  relay: Relay
  /** Has the near end move to a direct path. */
  move: () => Promise<void> | null
}

/** Two streams that a relay carries. */
function createPlace(t: Assertions): Place {
  const [one, other, carrier] = [loneNode(t), loneNode(t), loneNode(t)]
  const [former, next, end] = [socketOf(t, one), socketOf(t, one), socketOf(t, other)]
  const { port } = end.address()
  const relay = new Relay(socketOf(t, carrier), former.address().port, port)
  const [near, far] = [streamOf(t, one), streamOf(t, other)]
  near.connect(former, far.id, relay.port, HERE)
  far.connect(end, near.id, relay.port, HERE)
  return { near, far, relay, move: () => near.changeRemote(next, far.id, port, HERE) }
}

function loneNode(t: Assertions): Node {
  const node = createNode({ bootstrap: ['127.0.0.1:1'] })
  t.teardown(() => node.destroy())
  return node
}

function socketOf(t: Assertions, { udx }: Node): Socket {
  const socket = (udx as unknown as { createSocket(): Socket }).createSocket()
  socket.bind(0, HERE)
  t.teardown(() => socket.close(), { order: 1 })
  return socket
}

function streamOf(t: Assertions, node: Node): Stream {
  const stream = node.createRawStream({ firewall: () => false }) as Stream
  stream.on('error', () => {})
  t.teardown(() => stream.destroy())
  return stream
}

async function allOf(stream: Stream): Promise<string> {
  let text = ''
  await new Promise<void>((resolve) => {
    stream.on('data', (chunk) => (text += String(chunk)))
    stream.on('end', () => resolve())
  })
  return text
}
