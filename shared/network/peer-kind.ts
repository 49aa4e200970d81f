// Detects what is on the other side of a new connection: one of our apps, and which protocol, or a plain peer. The
// client speaks first, so a host learns it from the first bytes.
import { Timer } from '../base/clock.ts'
import type { Connection } from './node.ts'
import { isProtomux, meetsOurs, openedHello, openedProtocol, type Json } from './wire.ts'

/** Our client opens its channel with its first packet; a peer that is silent for this long is plain. */
const SILENCE_MS = 1000
/** Our host answers a channel open at once; one that has received it and is silent for this long is plain. */
const ANSWER_MS = 5000

export interface Greeting {
  /** The protocol of the channel the peer opens; null for a plain peer. */
  protocol: string | null
  /** The handshake of that channel, not checked; null for none. */
  hello: Json | null
  /** Its first sign: bytes, the end of its direction without any, or none, which is how a plain peer may begin. */
  sign: 'bytes' | 'end' | 'silence'
}

/** For a host that takes every peer for a plain one, without waiting for a sign. */
export const UNGREETED: Greeting = { protocol: null, hello: null, sign: 'bytes' }

/** Calls back once the host has data to send. The returned function cancels that. */
export type WaitToSpeak = (onReady: () => void) => () => void

/** For a host that always has data to send. */
export const speakAtOnce: WaitToSpeak = (onReady) => {
  onReady()
  return () => {}
}

/**
 * Waits for the first bytes of a peer whose stream has begun. They stay in the connection for the next reader. After
 * a second of silence the peer counts as plain, unless a channel open arrives before `waitToSpeak` calls back: from
 * then on the host sends it plain bytes, and cannot take them back. Resolves with null when the connection ends
 * first; destroys it on a channel open that could never match ours.
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
      settle({ protocol, hello: openedHello(chunk), sign: 'bytes' })
      connection.unshift(chunk)
    }
    const onEnd = (): void => settle({ protocol: null, hello: null, sign: 'end' })
    const onClose = (): void => settle(null)
    const speak = (): void => settle({ protocol: null, hello: null, sign: 'silence' })
    const timer = new Timer(SILENCE_MS, () => (stopWaiting = waitToSpeak(speak)))
    connection.on('data', onData)
    connection.on('end', onEnd)
    connection.on('close', onClose)
  })
}

/**
 * For a client that has opened its channel, even on a connection that is not open yet: calls `onPlainHost` with the
 * host's first bytes when they are not Protomux. Protomux only gets the bytes meant for it. A silent host may be one
 * of ours, however long it is silent.
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
 * Calls `onSilence` when the host has acknowledged our first bytes and sent nothing for some seconds. A host that is
 * suspended, or far away, has not acknowledged them yet. The returned function ends the watch.
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
