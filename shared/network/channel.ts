// A Protomux channel of ours: opened by both sides, ended with a reason by either.
import type { Channel, Message } from 'protomux'
import { multiplexer } from './multiplexer.ts'
import type { Connection } from './node.ts'
import { control, readBreakReason, type BreakReason, type Json } from './wire.ts'

export interface ChannelHandlers {
  /** The other side has opened its end too. */
  onOpen?: (hello: Json | null) => void
  /** The other side ended the channel with a reason. */
  onBreak: (reason: BreakReason) => void
  /** The other side does not know the protocol, or the connection is closed. */
  onClose: () => void
  onDrain?: () => void
}

export interface OpenChannel {
  /** Ends the channel and tells the other side why. */
  breakOff: (reason: BreakReason) => void
}

/**
 * Opens our end of a channel. Message 0 of every protocol is the break; `addMessages` adds the others before
 * anything can arrive. Null when the connection is closed.
 */
export function openChannel(
  connection: Connection,
  { protocol, hello = {} }: { protocol: string; hello?: object },
  handlers: ChannelHandlers & { addMessages?: (channel: Channel) => void }
): OpenChannel | null {
  const channel = multiplexer(connection, protocol).createChannel({
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

/** Tells a peer why it is refused. Close its connection gently afterwards. */
export function refuse(connection: Connection, protocol: string, reason: BreakReason): void {
  const ignore = (): void => {}
  // Said at once, too: a channel that is open would count as an answer until the reason arrives.
  const hello = { refuses: true }
  openChannel(connection, { protocol, hello }, { onBreak: ignore, onClose: ignore })?.breakOff(
    reason
  )
}
