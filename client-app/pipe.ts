// The pipe as a client runs it.
import { ChatError } from '../shared/base/errors.ts'
import { watchForPlainHost } from '../shared/network/peer-kind.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import { Pipe, type PipeOptions } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'

export interface ClientPipeOptions extends Omit<PipeOptions, 'source' | 'sink'>, MeterOptions {
  /** Null for none (--recv-only). */
  input: NodeJS.ReadableStream | null
  output: NodeJS.WritableStream
  /** Speak plain bytes from the start. */
  isPlain: boolean
}

/** Starts the pipe. A host that turns out to be plain, unasked, fails it with PLAIN_HOST. */
export function startPipe(clientOptions: ClientPipeOptions): Pipe | PlainPipe {
  const { isPlain, input, output } = clientOptions
  const options = { ...clientOptions, source: new Source(input), sink: new Sink(output) }
  if (isPlain) {
    return new PlainPipe({ ...options, sends: options.hello.sends, hasPeerEnded: false })
  }
  const pipe = new Pipe({ ...options, onOpen: () => stopWatching() })
  const stopWatching = watchForPlainHost(options.connection, () => {
    pipe.fail(new ChatError('PLAIN_HOST'))
  })
  return pipe
}

/** Resolves when the pipe is finished, and reports its progress until then. */
export async function finish(pipe: Pipe | PlainPipe, options: MeterOptions): Promise<void> {
  const stop = meter(pipe, options)
  try {
    await pipe.finished
  } finally {
    stop()
  }
}
