// Protomux, held to what our peers do with it: one channel, opened once, and messages that it has.
import type { State } from 'compact-encoding'
import type Multiplexer from 'protomux'
import { ChatError } from '../base/errors.ts'
import { encoding, Protomux } from '../base/packages.ts'
import type { Connection } from './node.ts'

/** Protomux's own messages. */
const CONTROL = { batch: 0, open: 1, reject: 2, close: 3 }

/** The protocols that a peer may still open a channel of, by the multiplexer. */
const openable = new WeakMap<Multiplexer, Set<string>>()

/**
 * The connection's Protomux. The peer may open one channel of `protocol`, besides those named before. Whatever
 * else it sends that has no meaning resets the connection, and nothing of what follows is looked at: Protomux by
 * itself answers each unknown channel, buffers what comes for it, and passes over the rest, at 30 microseconds
 * each, or 1 KB of memory.
 */
export function multiplexer(connection: Connection, protocol: string): Multiplexer {
  const mux = Protomux.from(connection)
  const known = openable.get(mux)
  if (known) {
    known.add(protocol)
    return mux
  }
  openable.set(mux, new Set([protocol]))
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
 * Ours never send a batch, of which one frame could hold a million messages; and Protomux follows one inside of
 * another until the stack is full, which ends the process.
 */
function isControl(mux: Multiplexer, type: number, state: State): boolean {
  if (type === CONTROL.reject) return true // Protomux knows which it has asked for
  if (type !== CONTROL.close && type !== CONTROL.open) return false
  const channel = encoding.uint.decode(state)
  if (type === CONTROL.close) return (mux._remote[channel - 1] ?? null) !== null
  const protocol = encoding.string.decode(state)
  return (
    encoding.optionalBuffer.decode(state) === null && openable.get(mux)?.delete(protocol) === true
  )
}

function isMessage(mux: Multiplexer, channel: number, type: number): boolean {
  const remote = mux._remote[channel - 1] ?? null
  return remote !== null && (remote.session === null || type < remote.session.messages.length)
}
