// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { onShutdown, run } from '../shared/exit.ts'
import { openIdentity } from '../shared/keypair.ts'
import { closeGently, createNode } from '../shared/network.ts'
import { readMemberOptions } from '../shared/options.ts'
import { Sink } from '../shared/pipe/sink.ts'
import { Source } from '../shared/pipe/source.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { createReporter } from '../shared/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/runtime.ts'
import { joinChat } from './chat.ts'
import { connect } from './link.ts'
import { finish, startPipe } from './pipe.ts'

run(async () => {
  const options = readMemberOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }

  const reporter = createReporter(options)
  const { report } = reporter
  const { folder, identity: name, hostKey, isPlain, sends, receives } = options
  const keyPair = openIdentity({ folder, name, lock: false })
  const node = createNode(options)
  onShutdown(() => node.destroy())

  report({ event: 'connecting', key: formatPublicKey(hostKey) })
  const onRetry = ({ message }: Error): void => report({ event: 'retrying', reason: message })
  const connection = await connect({ ...options, node, keyPair, onRetry })
  report({ event: 'connected', peer: null, isPlain })

  if (options.mode === 'chat') {
    onShutdown(() => closeGently(connection))
    await joinChat({ connection, input: stdin(), output: stdout(), report, isPlain })
    return EXIT.OK
  }

  const source = new Source(sends ? stdin() : null)
  const sink = new Sink(stdout())
  const meterOptions = { reporter, totalBytes: sends ? inputSize() : null }
  const hello = { sends, receives }
  const onPeerEnd = (): void => {
    if (isTerminal(0)) report({ event: 'peer-ended' })
  }
  const pipe = startPipe({ connection, source, sink, hello, isPlain, onPeerEnd, ...meterOptions })
  onShutdown(() => pipe.leave())
  await finish(pipe, meterOptions)
  return EXIT.OK
})
