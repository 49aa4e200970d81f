// Who is on the other side of a new connection: one of ours, and with what, or a plain peer. The client
// speaks first, so a host learns it from the first bytes.
import { Timer } from '../base/clock.ts'
import type { Connection } from './node.ts'
import { isProtomux, meetsOurs, openedProtocol } from './wire.ts'

/** A peer of ours opens its channel with its first packet; one that says nothing for so long is plain. */
const SILENCE_MS = 1000
/** A host of ours answers a channel open at once; one that has it and says nothing for so long is plain. */
const ANSWER_MS = 5000

export interface Greeting {
  /** The protocol of the channel the peer opens; null for a plain peer. */
  protocol: string | null
  /** True for a plain peer that has ended its direction already, without a byte. */
  hasEnded: boolean
}

/** Calls back once the host has something to say. The function it gives ends that. */
export type WaitToSpeak = (onReady: () => void) => () => void

/** As a host does that always has something to say. */
export const speakAtOnce: WaitToSpeak = (onReady) => {
  onReady()
  return () => {}
}

/**
 * Waits for the first bytes of a peer whose stream has begun. They stay in the connection, to be read by whoever
 * goes on. After a second of silence the peer counts as plain, unless a channel open still comes before
 * `waitToSpeak` calls back: from then on the host has plain bytes for it, and cannot take them back.
 * Resolves with null when the connection ends first, and ends it at a channel open that could never meet ours.
 */
export function greet(
  connection: Connection,
  waitToSpeak: WaitToSpeak = speakAtOnce
): Promise<Greeting | null> {
  if (connection.destroying) return Promise.resolve(null)
  return new Promise((resolve) => {
    let isSettled = false
    let stopWaiting = (): void => {}
    const settle = (greeting: Greeting | null): void => {
      if (isSettled) return
      isSettled = true
      timer.cancel()
      stopWaiting()
      connection.off('data', onData)
      connection.off('end', onEnd)
      connection.off('close', onClose)
      connection.pause()
      resolve(greeting)
    }
    const onData = (chunk: Uint8Array): void => {
      const protocol = openedProtocol(chunk)
      if (protocol !== null && !meetsOurs(chunk)) {
        connection.destroy()
        return
      }
      settle({ protocol, hasEnded: false })
      connection.unshift(chunk)
    }
    const onEnd = (): void => settle({ protocol: null, hasEnded: true })
    const onClose = (): void => settle(null)
    const speak = (): void => settle({ protocol: null, hasEnded: false })
    const timer = new Timer(SILENCE_MS, () => (stopWaiting = waitToSpeak(speak)))
    connection.on('data', onData)
    connection.on('end', onEnd)
    connection.on('close', onClose)
  })
}

/**
 * For a client that has opened its channel, on a connection that may still be on its way: calls
 * `onPlainHost` with the host's first bytes when they are not Protomux. Protomux sees the bytes only if
 * they are for it. However long the host stays silent, it may still be one of ours.
 */
export function watchForPlainHost(
  connection: Connection,
  onPlainHost: (firstBytes: Uint8Array) => void
): void {
  const readers = connection.listeners('data')
  for (const reader of readers) connection.off('data', reader)
  connection.once('data', (chunk) => {
    if (!isProtomux(chunk)) {
      onPlainHost(chunk)
      return
    }
    for (const reader of readers) {
      connection.on('data', reader)
      reader(chunk)
    }
  })
}

/**
 * Calls `onSilence` when the host has taken our first bytes and said nothing for some seconds. A host
 * that is stopped, or far away, has not taken them yet. The function it gives ends the watch.
 */
export function watchForSilence(connection: Connection, onSilence: () => void): () => void {
  let isOver = false
  let timer: Timer | undefined
  const stop = (): void => {
    isOver = true
    timer?.cancel()
    connection.off('close', stop)
  }
  connection.on('close', stop)
  void connection.flush().then((isTaken) => {
    if (!isTaken || isOver) return
    timer = new Timer(ANSWER_MS, () => {
      stop()
      onSilence()
    })
  })
  return stop
}
