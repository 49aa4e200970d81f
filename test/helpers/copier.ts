// Copies standard input to standard output, as a pipe does without the network. First prints how many bytes it
// expects.
import { bytesLeft } from '../../shared/app/descriptor.ts'
import { run } from '../../shared/app/exit.ts'
import { openInput } from '../../shared/app/open-input.ts'
import { dataOutlet, wordOutlet } from '../../shared/app/outlets.ts'
import { Words } from '../../shared/app/words.ts'
import { Sink } from '../../shared/pipe/sink.ts'
import { Source } from '../../shared/pipe/source.ts'

run(async () => {
  const words = new Words({ outlet: wordOutlet(2), format: 'text' })
  words.write(`${bytesLeft(0) ?? 'unknown'} bytes left\n`)
  const source = new Source(openInput())
  const sink = new Sink(dataOutlet(1))
  await new Promise<void>((resolve, reject) => {
    let hasEnded = false
    const finishIfDone = (): void => {
      if (hasEnded && sink.isDrained) resolve()
    }
    const onWritten = (): void => {
      source.resume()
      finishIfDone()
    }
    sink.attach({ onWritten, onFailed: reject })
    source.attach({
      onData: (chunk) => {
        source.pause()
        sink.write(chunk)
      },
      onEnd: () => {
        hasEnded = true
        finishIfDone()
      },
      onFailed: reject
    })
  })
  return 0
})
