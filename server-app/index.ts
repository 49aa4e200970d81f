// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { onShutdown, run } from '../shared/exit.ts'
import { openIdentity } from '../shared/keypair.ts'
import { createNode, pathOf } from '../shared/network.ts'
import { joinCommand, readHostOptions } from '../shared/options.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { createReporter } from '../shared/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/runtime.ts'
import { Gate } from './gate.ts'
import { Host } from './host.ts'

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
  const node = createNode(options)
  const gate = new Gate(options)
  // A pipe takes whoever has the key, as often as it comes.
  const firewall = (peer: Uint8Array): boolean => options.mode === 'chat' && gate.denies(peer)
  const host = new Host({ node, keyPair, firewall })
  onShutdown(() => host.close())
  // Read from disk while the DHT answers: what only one of the modes needs, and only later.
  const later = options.mode === 'chat' ? import('./chat.ts') : import('./pipe.ts')
  await host.ready()
  const key = formatPublicKey(keyPair.publicKey)
  report({ event: 'listening', key, join: joinCommand(key, options) })

  const modules = await later
  if ('HostChat' in modules) {
    const ends = { input: stdin(), output: stdout() }
    const chat = new modules.HostChat({ ...options, ...ends, host, keyPair, gate, report })
    onShutdown(() => chat.close())
    await chat.start()
    await chat.finished
    return EXIT.OK
  }

  const pipes = new modules.PipeHost({
    host,
    input: sends ? stdin() : null,
    output: stdout(),
    hello: { sends, receives },
    reporter,
    totalBytes: sends ? inputSize() : null,
    path: () => pathOf(node),
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
