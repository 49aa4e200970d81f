// Who is on the other side of a new connection: one of ours, and with what, or a plain peer. The client
// speaks first, so a host learns it from the first bytes.
import { Timer } from '../base/clock.ts'
import type { Connection } from './node.ts'
import { isProtomux, openedProtocol } from './wire.ts'

/** A peer of ours opens its channel at once; one that says nothing for so long is plain. */
const SILENCE_MS = 1000
/** A host of ours answers a channel open at once; one that has not after so long is plain. */
const ANSWER_MS = 5000

export interface Greeting {
  /** The protocol of the channel the peer opens; null for a plain peer. */
  protocol: string | null
  /** True for a plain peer that has ended its direction already, without a byte. */
  hasEnded: boolean
}

/**
 * Waits for a new peer's first bytes. They stay in the connection, to be read by whoever goes on.
 * After a second of silence the peer counts as plain, unless a channel open still comes before
 * `wantsToSpeak` resolves: from then on the host has plain bytes for it, and cannot take them back.
 * Resolves with null when the connection ends first.
 */
export function greet(
  connection: Connection,
  wantsToSpeak: () => Promise<void> = () => Promise.resolve()
): Promise<Greeting | null> {
  if (connection.destroying) return Promise.resolve(null)
  return new Promise((resolve) => {
    const settle = (greeting: Greeting | null): void => {
      timer.cancel()
      connection.off('data', onData)
      connection.off('end', onEnd)
      connection.off('close', onClose)
      connection.pause()
      resolve(greeting)
    }
    const onData = (chunk: Uint8Array): void => {
      settle({ protocol: openedProtocol(chunk), hasEnded: false })
      connection.unshift(chunk)
    }
    const onEnd = (): void => settle({ protocol: null, hasEnded: true })
    const onClose = (): void => settle(null)
    const timer = new Timer(SILENCE_MS, () => {
      void wantsToSpeak().then(() => settle({ protocol: null, hasEnded: false }))
    })
    connection.on('data', onData)
    connection.on('end', onEnd)
    connection.on('close', onClose)
  })
}

/**
 * For a client that has just opened its channel: calls `onPlainHost` when the host's first bytes are not
 * Protomux, with those bytes, or when none come for some seconds. Protomux sees the bytes only if they
 * are for it. The function it gives ends the watch, once the host has opened its end of the channel.
 */
export function watchForPlainHost(
  connection: Connection,
  onPlainHost: (firstBytes: Uint8Array | null) => void
): () => void {
  const readers = connection.listeners('data')
  for (const reader of readers) connection.off('data', reader)
  const stop = (): void => {
    timer.cancel()
    connection.off('data', onData)
    connection.off('close', stop)
  }
  const onData = (chunk: Uint8Array): void => {
    if (!isProtomux(chunk)) {
      stop()
      onPlainHost(chunk)
      return
    }
    connection.off('data', onData)
    for (const reader of readers) {
      connection.on('data', reader)
      reader(chunk)
    }
  }
  const timer = new Timer(ANSWER_MS, () => {
    stop()
    onPlainHost(null)
  })
  connection.on('data', onData)
  connection.on('close', stop)
  return stop
}
