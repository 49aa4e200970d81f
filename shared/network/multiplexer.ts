// Protomux, restricted to what our peers do with it: one channel, opened once, and its known messages.
import type { Connection } from 'hyperdht'
import type { State } from 'compact-encoding'
import type Multiplexer from 'protomux'
import { ChatError } from '../base/errors.ts'
import { b4a, encoding, Protomux } from '../base/packages.ts'

/** Protomux's own messages. */
const CONTROL = { batch: 0, open: 1, reject: 2, close: 3 }

/** The protocols for which a peer may still open a channel, and the channel's id, by multiplexer. */
const openable = new WeakMap<Multiplexer, Map<string, Uint8Array | null>>()

/**
 * The connection's Protomux. The peer may open one channel of `protocol` and `id`, besides those of earlier calls. Anything
 * else without meaning resets the connection, and what follows is not parsed: Protomux by itself answers each
 * unknown channel, buffers messages for it, and skips the rest, at 30 microseconds or 1 KB of memory each.
 */
export function multiplexer(
  connection: Connection,
  protocol: string,
  id: Uint8Array | null = null
): Multiplexer {
  const mux = Protomux.from(connection)
  const known = openable.get(mux)
  if (known) {
    known.set(protocol, id)
    return mux
  }
  openable.set(mux, new Map([[protocol, id]]))
  const decode = mux._decode.bind(mux)
  mux._decode = (channel, state) => {
    const ahead = { ...state }
    const type = encoding.uint.decode(ahead)
    const hasMeaning = channel === 0 ? isControl(mux, type, ahead) : isMessage(mux, channel, type)
    if (!hasMeaning) throw new ChatError('PROTOCOL')
    return decode(channel, state)
  }
  return mux
}

/**
 * Our peers never send a batch, one frame of which could hold a million messages. Protomux also parses nested
 * batches recursively until the stack overflows, which ends the process.
 */
function isControl(mux: Multiplexer, type: number, state: State): boolean {
  if (type === CONTROL.reject) return true // Protomux knows what it has asked for
  if (type !== CONTROL.close && type !== CONTROL.open) return false
  const channel = encoding.uint.decode(state)
  if (type === CONTROL.close) return (mux._remote[channel - 1] ?? null) !== null
  const protocol = encoding.string.decode(state)
  const id = encoding.optionalBuffer.decode(state)
  const expected = openable.get(mux)?.get(protocol)
  const isExpected = id && expected ? b4a.equals(id, expected) : id === expected
  return isExpected && openable.get(mux)?.delete(protocol) === true
}

function isMessage(mux: Multiplexer, channel: number, type: number): boolean {
  const remote = mux._remote[channel - 1] ?? null
  return remote !== null && (remote.session === null || type < remote.session.messages.length)
}
