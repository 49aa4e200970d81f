// Flags in, exit code out.
import { EXIT } from '../shared/base/errors.ts'
import { onShutdown, run } from '../shared/app/exit.ts'
import { openUi } from '../shared/chat/choose-ui.ts'
import { openIdentity } from '../shared/identity/keypair.ts'
import { closeGently, createNode, pathOf, type Connection } from '../shared/network/node.ts'
import { networkOf, readMemberOptions, type MemberOptions } from '../shared/app/options.ts'
import { formatPublicKey } from '../shared/identity/public-key.ts'
import { createReporter, type Report, type ReportEvent } from '../shared/app/report.ts'
import { inputSize, isTerminal, stdin, stdout } from '../shared/app/runtime.ts'
import { connect, type ConnectOptions } from './link.ts'

run(async () => {
  const options = await readMemberOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }
  return options.mode === 'chat' ? chat(options) : pipe(options)
})

// Both read from disk what only they need, and that while the DHT answers.

async function chat(options: MemberOptions): Promise<number> {
  const { report } = createReporter(options)
  const member = startMember(options)
  const opening = openUi(
    { ...options, report, isUnattended: options.message !== null },
    () => import('../shared/terminal/screen-ui.ts')
  )
  // The DHT is asked while the screen is read from disk: what is told meanwhile waits for it.
  const tell = (event: ReportEvent): void => void opening.then((ui) => ui.report(event))
  const knocking = { event: 'knocking', key: formatPublicKey(member.keyPair.publicKey) } as const
  const onKnock = (): void => tell(knocking)
  const connecting = reach({ ...options, onDial: () => {}, onKnock }, member, tell)
  const ui = await opening
  const loading = import('./chat.ts')
  const connection = await Promise.race([connecting, ui.left])
  // The person has left before anything came of it.
  if (!connection) return EXIT.OK
  const { joinChat } = await loading
  onShutdown(() => closeGently(connection))
  await joinChat({ ...options, connection, keyPair: member.keyPair, ui })
  return EXIT.OK
}

async function pipe(options: MemberOptions): Promise<number> {
  const reporter = createReporter(options)
  const { isPlain, sends, receives } = options
  const member = startMember(options)
  const loading = import('./pipe.ts').then(({ ClientPipe }) => {
    return new ClientPipe({
      reporter,
      totalBytes: sends ? inputSize() : null,
      path: () => pathOf(member.node),
      input: sends ? stdin() : null,
      output: stdout(),
      hello: { sends, receives },
      isPlain,
      onPeerEnd: () => {
        if (isTerminal(0)) reporter.report({ event: 'peer-ended' })
      }
    })
  })
  const onDial = (connection: Connection): void =>
    void loading.then((pipe) => pipe.dial(connection))
  const connection = await reach({ ...options, onDial, onKnock: null }, member, reporter.report)
  const pipe = await loading
  onShutdown(() => pipe.leave())
  await pipe.run(connection)
  return EXIT.OK
}

type Member = ReturnType<typeof startMember>

function startMember(options: MemberOptions) {
  const keyPair = openIdentity({ folder: options.folder, name: options.identity, lock: false })
  const node = createNode(networkOf(options))
  onShutdown(() => node.destroy())
  return { keyPair, node }
}

async function reach(
  options: MemberOptions & Pick<ConnectOptions, 'onDial' | 'onKnock'>,
  member: Member,
  report: Report
): Promise<Connection> {
  report({ event: 'connecting', key: formatPublicKey(options.hostKey) })
  const connection = await connect({
    ...options,
    ...member,
    onStage: (stage) => report({ event: 'stage', stage }),
    onRetry: ({ message }) => report({ event: 'retrying', reason: message })
  })
  report({ event: 'connected', peer: null, isPlain: options.isPlain })
  return connection
}
