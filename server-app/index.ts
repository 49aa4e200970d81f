// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { onShutdown, run } from '../shared/exit.ts'
import { openFront } from '../shared/front.ts'
import { openIdentity } from '../shared/keypair.ts'
import { createNode, pathOf } from '../shared/network.ts'
import { joinCommand, readHostOptions, type HostOptions } from '../shared/options.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { createReporter, type Report } from '../shared/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/runtime.ts'
import { Gate } from './gate.ts'
import { Host } from './host.ts'

run(async () => {
  const options = readHostOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }
  return options.mode === 'chat' ? hostChat(options) : hostPipe(options)
})

// Both read from disk what only they need, and that while the DHT answers.

async function hostChat(options: HostOptions): Promise<number> {
  const { report } = createReporter(options)
  const keyPair = openIdentity({ folder: options.folder, name: options.identity, lock: true })
  const gate = new Gate(options)
  const firewall = (peer: Uint8Array): boolean => gate.denies(peer)
  const host = new Host({ node: createNode(options), keyPair, firewall })
  onShutdown(() => host.close())

  const front = await openFront({ ...options, report, isUnattended: false })
  const loading = import('./chat.ts')
  await announce(host, options, front.report)
  const { HostChat } = await loading
  const chat = new HostChat({ ...options, host, keyPair, gate, front })
  onShutdown(() => chat.close())
  await chat.start()
  await chat.finished
  return EXIT.OK
}

async function hostPipe(options: HostOptions): Promise<number> {
  const reporter = createReporter(options)
  const { report } = reporter
  const { folder, identity: name, isPlain, keepsOpen, sends, receives } = options
  const keyPair = openIdentity({ folder, name, lock: true })
  const node = createNode(options)
  // A pipe takes whoever has the key, as often as it comes.
  const host = new Host({ node, keyPair })
  onShutdown(() => host.close())

  const loading = import('./pipe.ts')
  await announce(host, options, report)
  const { PipeHost } = await loading
  const pipes = new PipeHost({
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
}

async function announce(host: Host, options: HostOptions, report: Report): Promise<void> {
  await host.ready()
  const key = formatPublicKey(host.publicKey)
  report({ event: 'listening', key, join: joinCommand(key, options) })
}
