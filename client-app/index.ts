// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { onShutdown, run } from '../shared/exit.ts'
import { openIdentity } from '../shared/keypair.ts'
import { closeGently, createNode, pathOf } from '../shared/network.ts'
import { readMemberOptions } from '../shared/options.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { createReporter } from '../shared/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/runtime.ts'
import { connect } from './link.ts'

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
  const knocking = { event: 'knocking', key: formatPublicKey(keyPair.publicKey) } as const
  const onKnock = options.mode === 'chat' ? (): void => report(knocking) : null
  const connecting = connect({ ...options, node, keyPair, onRetry, onKnock })
  // Read from disk while the DHT answers: what only one of the modes needs, and only later.
  const later = options.mode === 'chat' ? import('./chat.ts') : import('./pipe.ts')
  const connection = await connecting
  report({ event: 'connected', peer: null, isPlain })

  const modules = await later
  if ('joinChat' in modules) {
    onShutdown(() => closeGently(connection))
    await modules.joinChat({
      ...options,
      connection,
      keyPair,
      input: stdin(),
      output: stdout(),
      report
    })
    return EXIT.OK
  }

  const totalBytes = sends ? inputSize() : null
  const meterOptions = { reporter, totalBytes, path: () => pathOf(node) }
  const pipe = modules.startPipe({
    ...meterOptions,
    connection,
    input: sends ? stdin() : null,
    output: stdout(),
    hello: { sends, receives },
    isPlain,
    onPeerEnd: () => {
      if (isTerminal(0)) report({ event: 'peer-ended' })
    }
  })
  onShutdown(() => pipe.leave())
  await modules.finish(pipe, meterOptions)
  return EXIT.OK
})
