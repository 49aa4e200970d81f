// The pipe as a client runs it.
import { ChatError } from '../shared/errors.ts'
import { watchForPlainHost } from '../shared/greeting.ts'
import { meter, type MeterOptions } from '../shared/pipe/meter.ts'
import { Pipe, type PipeOptions } from '../shared/pipe/pipe.ts'
import { PlainPipe } from '../shared/pipe/plain-pipe.ts'

export interface ClientPipeOptions extends PipeOptions, MeterOptions {
  /** Speak plain bytes from the start. */
  isPlain: boolean
}

/** Starts the pipe. A host that turns out to be plain, unasked, fails it with PLAIN_HOST. */
export function startPipe({ isPlain, ...options }: ClientPipeOptions): Pipe | PlainPipe {
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
