import b4a from 'b4a'
import test from 'brittle'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Sender } from '../../../shared/pipe/sender.ts'
import { Source } from '../../../shared/pipe/source.ts'
import { FakeInput } from '../../helpers/streams.ts'
import { turn } from '../../helpers/turn.ts'

const CHUNK = LIMITS.windowBytes / 4

test('a sender is ahead of the receipts by at most the window, and continues with the next receipt', async (t) => {
  const { sender, sent } = start(10)
  await sent(LIMITS.windowBytes)
  t.is(sender.sentBytes, LIMITS.windowBytes)
  t.ok(sender.confirm(CHUNK, 0))
  await sent(LIMITS.windowBytes + CHUNK)
  t.is(sender.sentBytes, LIMITS.windowBytes + CHUNK)
  t.ok(sender.confirm(LIMITS.windowBytes + CHUNK, 0))
  await sent(2 * LIMITS.windowBytes + CHUNK)
  t.is(sender.sentBytes, 2 * LIMITS.windowBytes + CHUNK)
})

test('a sender waits for a full connection, receipts or not', async (t) => {
  const { sender, sent, fill } = start(10)
  fill()
  await sent(CHUNK)
  t.ok(sender.confirm(CHUNK, 0))
  await turn()
  t.is(sender.sentBytes, CHUNK)
  sender.drained()
  await sent(2 * CHUNK)
})

test('a receipt for what was never sent, or below the last one, is refused', async (t) => {
  const { sender, sent } = start(2)
  await sent(2 * CHUNK)
  t.absent(sender.confirm(2 * CHUNK + 1, 0))
  t.ok(sender.confirm(2 * CHUNK, 0))
  t.absent(sender.confirm(CHUNK, 0))
  t.is(sender.confirmedBytes, 2 * CHUNK)
})

test('a wider window is used, and stays when a receipt does not give one', async (t) => {
  const { sender, sent } = start(20)
  await sent(LIMITS.windowBytes)
  t.ok(sender.confirm(0, 2 * LIMITS.windowBytes))
  await sent(2 * LIMITS.windowBytes)
  t.is(sender.sentBytes, 2 * LIMITS.windowBytes)
  t.ok(sender.confirm(CHUNK, LIMITS.windowBytes))
  await sent(2 * LIMITS.windowBytes + CHUNK)
  t.is(sender.sentBytes, 2 * LIMITS.windowBytes + CHUNK)
})

test('a sender continues from where the peer is, and from nowhere else', async (t) => {
  const { sender, sent, chunks } = start(3)
  sender.isKept = true
  await sent(3 * CHUNK)
  t.ok(sender.confirm(CHUNK + 5, 0))
  sender.suspend()
  t.absent(sender.resume(CHUNK + 4), 'before what the peer has confirmed')
  t.absent(sender.resume(3 * CHUNK + 1), 'beyond what was sent')
  chunks.length = 0
  t.ok(sender.resume(2 * CHUNK + 1))
  t.is(b4a.concat(chunks).length, CHUNK - 1)
})

test('what is confirmed is not kept', async (t) => {
  const { sender, sent } = start(3)
  sender.isKept = true
  await sent(3 * CHUNK)
  t.ok(sender.confirm(2 * CHUNK, 0))
  t.is(sender.keptBytes, CHUNK)
})

test('a connection that was full when it broke does not hold up the next', async (t) => {
  const { sender, sent, fill, chunks } = start(3)
  sender.isKept = true
  fill()
  await sent(CHUNK)
  sender.suspend()
  chunks.length = 0
  t.ok(sender.resume(0))
  t.is(chunks.length, 1)
})

test('between two connections nothing is taken from the input, and after the end nothing is said', async (t) => {
  const { sender, sent } = start(4)
  sender.isKept = true
  sender.suspend()
  const { sentBytes } = sender
  for (let turns = 0; turns < 5; turns++) await turn()
  t.is(sender.sentBytes, sentBytes)
  t.ok(sender.resume(sentBytes))
  await sent(4 * CHUNK)
  sender.stop()
  const other = start(2).sender
  other.stop()
  other.end()
  t.absent(other.hasEnded)
})

test('what cannot be asked for again is not kept', async (t) => {
  const { sender, sent } = start(3)
  await sent(3 * CHUNK)
  t.is(sender.keptBytes, 0)
})

test('a sender is confirmed once it has ended and everything is receipted', async (t) => {
  const { sender, ended } = start(1)
  t.is(await ended, CHUNK)
  t.absent(sender.isConfirmed)
  t.ok(sender.confirm(CHUNK, 0))
  t.ok(sender.isConfirmed)
})

/** A sender of so many chunks, to a connection that takes what it is given. */
function start(chunks: number) {
  const input = new FakeInput(Array.from({ length: chunks }, () => b4a.alloc(CHUNK)))
  let isFull = false
  let onSent = (): void => {}
  const sentChunks: Uint8Array[] = []
  let onEnd: (bytes: number) => void = () => {}
  const ended = new Promise<number>((resolve) => (onEnd = resolve))
  const sender = new Sender({
    source: new Source(input),
    sendData: (chunk) => {
      sentChunks.push(chunk)
      onSent()
      return !isFull
    },
    sendEnd: (bytes) => onEnd(bytes),
    onFailed: () => {},
    onProgress: () => {},
    onIgnored: () => {}
  })
  sender.start()
  /** Resolves when so many bytes are sent, and the input has given what it wants to give. */
  const sent = async (bytes: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      onSent = () => {
        if (sender.sentBytes >= bytes) resolve()
      }
      onSent()
    })
    await turn()
  }
  return { sender, sent, ended, chunks: sentChunks, fill: () => (isFull = true) }
}
