// Holds back what is written to a stream of udx-native, which would send it at once. Relies on its private parts:
// test/shared/network/moving.test.ts fails when an update changes them.

type Done = (error: Error | null) => void

/** What is used here of a stream of udx-native. */
export interface Writing {
  _writev(buffers: Uint8Array[], done: Done): void
  _final(done: Done): void
  /** Called if the stream is destroyed. */
  _onwrite: Done | null
}

interface Held {
  holders: number
  /** Has all that was held back written. */
  release: () => void
}

const held = new WeakMap<Writing, Held>()

/** Nothing is written until the returned function is called; if several hold the stream, until the last one's is. */
export function holdWrites(stream: Writing): () => void {
  const hold = held.get(stream) ?? begin(stream)
  hold.holders += 1
  return () => {
    hold.holders -= 1
    if (hold.holders === 0) hold.release()
  }
}

function begin(stream: Writing): Held {
  const writev = stream._writev.bind(stream)
  const final = stream._final.bind(stream)
  let waiting: { done: Done; write: () => void } | null = null
  const wait = (done: Done, write: () => void): void => {
    stream._onwrite = done
    waiting = { done, write }
  }
  stream._writev = (buffers, done) => wait(done, () => writev(buffers, done))
  stream._final = (done) => wait(done, () => final(done))
  const release = (): void => {
    held.delete(stream)
    Object.assign(stream, { _writev: writev, _final: final })
    // It may have been destroyed.
    if (!waiting || stream._onwrite !== waiting.done) return
    stream._onwrite = null
    waiting.write()
  }
  const hold = { holders: 0, release }
  held.set(stream, hold)
  return hold
}
