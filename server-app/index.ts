// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { onShutdown, run } from '../shared/exit.ts'
import { openIdentity } from '../shared/keypair.ts'
import { createNode } from '../shared/network.ts'
import { joinCommand, readHostOptions } from '../shared/options.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { createReporter } from '../shared/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/runtime.ts'
import { serveChat } from './chat.ts'
import { Host } from './host.ts'
import { PipeHost } from './pipe.ts'

run(async () => {
  const options = readHostOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }

  const reporter = createReporter(options)
  const { report } = reporter
  const { folder, identity: name, isPlain, keepsOpen, sends, receives } = options
  const keyPair = openIdentity({ folder, name, lock: true })
  const host = new Host({ node: createNode(options), keyPair })
  onShutdown(() => host.close())
  await host.ready()
  const key = formatPublicKey(keyPair.publicKey)
  report({ event: 'listening', key, join: joinCommand(key, options) })

  if (options.mode === 'chat') {
    const ends = { input: stdin(), output: stdout(), staysWithoutInput: !options.isOnTerminal }
    await serveChat({ ...ends, host, report, isPlain })
    return EXIT.OK
  }

  const pipes = new PipeHost({
    host,
    source: new Source(sends ? stdin() : null),
    sink: new Sink(stdout()),
    hello: { sends, receives },
    reporter,
    totalBytes: sends ? inputSize() : null,
    isPlain,
    keepsOpen,
    onPeerEnd: () => {
      if (isTerminal(0)) report({ event: 'peer-ended' })
    }
  })
  onShutdown(() => pipes.leave())
  await pipes.finished
  return EXIT.OK
})
