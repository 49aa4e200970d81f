// A Protomux channel of ours: opened by both sides, broken off with a reason by either.
import type Multiplexer from 'protomux'
import type { Channel, Message } from 'protomux'
import type { Connection } from './node.ts'
import { Protomux } from '../base/packages.ts'
import { control, readBreakReason, type BreakReason, type Json } from './wire.ts'

export interface ChannelHandlers {
  /** The other side has opened its end too. */
  onOpen?: (hello: Json | null) => void
  /** The other side broke off. */
  onBreak: (reason: BreakReason) => void
  /** The other side does not know the protocol, or the connection is gone. */
  onClose: () => void
  onDrain?: () => void
}

export interface OpenChannel {
  /** Tells the other side why it ends here. */
  breakOff: (reason: BreakReason) => void
}

/**
 * Opens our end of a channel. Message 0 of every protocol is the break; `addMessages` adds the rest,
 * before anything can arrive. Null when the connection is gone.
 */
export function openChannel(
  connection: Connection,
  { protocol, hello = {} }: { protocol: string; hello?: object },
  handlers: ChannelHandlers & { addMessages?: (channel: Channel) => void }
): OpenChannel | null {
  const channel = multiplexer(connection).createChannel({
    protocol,
    handshake: control,
    onopen: (message) => handlers.onOpen?.(message),
    onclose: (isRemote) => {
      if (isRemote) handlers.onClose()
    },
    ondrain: () => handlers.onDrain?.()
  })
  if (channel === null) return null
  const breaks: Message<Json | null> = channel.addMessage({
    encoding: control,
    onmessage: (message) => handlers.onBreak(readBreakReason(message))
  })
  handlers.addMessages?.(channel)
  channel.open(hello)
  return { breakOff: (reason) => void breaks.send({ reason }) }
}

/**
 * The connection's Protomux, with batches inside of batches refused. Protomux follows them down without
 * a limit, so that one frame of 28 KB overflows the stack, which ends the process; it never sends any.
 */
function multiplexer(connection: Connection): Multiplexer {
  const mux = Protomux.from(connection)
  if (guarded.has(mux)) return mux
  guarded.add(mux)
  const onbatch = mux._onbatch.bind(mux)
  let isInBatch = false
  mux._onbatch = (state) => {
    if (isInBatch) throw new Error('A batch inside a batch')
    isInBatch = true
    try {
      onbatch(state)
    } finally {
      isInBatch = false
    }
  }
  return mux
}

const guarded = new WeakSet<Multiplexer>()

/** Tells a peer why it is not wanted. Its connection is to be closed then, gently. */
export function refuse(connection: Connection, protocol: string, reason: BreakReason): void {
  const ignore = (): void => {}
  openChannel(connection, { protocol }, { onBreak: ignore, onClose: ignore })?.breakOff(reason)
}
