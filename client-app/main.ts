// Flags in, exit code out.
import { EXIT } from '../shared/base/error-table.ts'
import { keyOf, type PublicKey } from '../shared/base/key.ts'
import { onShutdown, run } from '../shared/app/exit.ts'
import { openUi } from '../shared/chat/choose-ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import { openOwnKey } from '../shared/app/own-key.ts'
import type { Node } from '../shared/network/node.ts'
import type { MemberChatOptions, MemberOptions, MemberPipeOptions } from '../shared/app/options.ts'
import { openNode } from '../shared/app/open-node.ts'
import { readMemberOptions } from '../shared/app/read-options.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'
import { createReporter, type Report } from '../shared/app/report.ts'
import { bytesLeft, isTerminal } from '../shared/app/descriptor.ts'
import { openInput } from '../shared/app/open-input.ts'
import { dataOutlet, print } from '../shared/app/outlets.ts'
import { DIRECT } from '../shared/app/shown-path.ts'
import { announce } from './announce.ts'
import { Link } from './link/link.ts'
import { OwnPath } from './relays/own-path.ts'
import { RelayWords } from './relays/relay-words.ts'
import type { RoomRelay } from './relays/room-relay.ts'
import { StandBys } from './relays/stand-bys.ts'
import type { Visits } from './visits.ts'

run(async () => {
  const options = await readMemberOptions()
  if ('text' in options) {
    await print(options.text)
    return EXIT.OK
  }
  if (options.mode === 'doctor')
    return (await import('../shared/doctor/doctor.ts')).runDoctor(options)
  return options.mode === 'chat' ? chat(options) : pipe(options)
})

// Both modes load from disk only what they need, and while the DHT answers.

async function chat(options: MemberChatOptions): Promise<number> {
  const { report } = createReporter(options)
  const messages = options.messages && (await readMessages(options.messages))
  const { keyPair, link, node, hostKey } = await startLink(options, report)
  const visits = await openVisits(options, hostKey)
  const [ui, { joinChat }] = await Promise.all([
    openUi(
      { ...options, report, isUnattended: messages !== null, alias: visits.alias },
      () => import('../shared/terminal/screen-ui.ts')
    ),
    import('./chat.ts')
  ])
  const relay = await relayFor(options, { node, hostKey, report: ui.report })
  const relayWords = new RelayWords({
    roomRelay: relay,
    standBys: new StandBys(node.relays),
    onMove: () => link.renew()
  })
  await joinChat({ ...options, messages, keyPair, hostKey, link, relay, relayWords, ui, visits })
  return EXIT.OK
}

/** The messages of --send. Throws USAGE for invalid ones, before connecting to anybody. */
async function readMessages(given: string[]): Promise<string[]> {
  const { messagesOf } = await import('./messages.ts')
  return messagesOf(given, openInput)
}

async function pipe(options: MemberPipeOptions): Promise<number> {
  const reporter = createReporter(options)
  const { isPlain, sends, receives } = options
  const { report } = reporter
  const { keyPair, link, hostKey } = await startLink(options, report)
  const path = new OwnPath(link, options)
  const key = keyOf(keyPair.publicKey)
  announce(link, {
    report,
    path,
    hostKey,
    key,
    name: key,
    isPlain,
    tellsReturn: true
  })
  const { ClientPipe } = await import('./pipe.ts')
  const piping = new ClientPipe({
    reporter,
    totalBytes: sends ? bytesLeft(0) : null,
    path: () => path.shown ?? DIRECT,
    input: sends ? openInput() : null,
    output: dataOutlet(1),
    hello: { sends, receives },
    isPlain,
    resumeMs: options.resumeMs,
    waits: options.waits,
    onPeerEnd: () => {
      if (isTerminal(0)) report({ event: 'peer-ended' })
    },
    onIgnored: () => report({ event: 'input-unread' })
  })
  onShutdown(() => piping.leave())
  link.on('change', ({ is }) => {
    if (is === 'admitted') void openVisits(options, hostKey).then((visits) => visits.arrived(null))
  })
  link.serve((connection, onAdmitted) => piping.use(connection, onAdmitted))
  link.on('change', (state) => {
    if (state.is === 'lost' && state.failure?.code === 'PEER_NOT_FOUND') piping.endIfDelivered()
  })
  await Promise.race([link.finished, piping.finished])
  return EXIT.OK
}

async function startLink(
  options: MemberOptions,
  report: Report
): Promise<{ keyPair: KeyPair; link: Link; node: Node; hostKey: PublicKey }> {
  const keyPair = openOwnKey(options, false, report)
  const { node, remember } = openNode(options, keyPair)
  onShutdown(() => node.destroy())
  const hostKey = await hostKeyOf(options, { keyPair, node, report })
  remember(hostKey)
  const { as, storage } = options
  if (as !== null && storage !== null) {
    const { keepAlias } = await import('../shared/app/aliases.ts')
    keepAlias(storage, hostKey, as)
  }
  const isChat = options.mode === 'chat'
  const traffic = isChat ? TRAFFIC.roomHost : TRAFFIC.plainPipe
  // A pipe counts the time by itself.
  const returns = isChat ? options.reconnects : options.resumeMs > 0
  const link = new Link({
    ...options,
    hostKey,
    keyPair,
    node,
    traffic,
    knocks: isChat,
    reconnectMs: returns ? Infinity : 0
  })
  onShutdown(() => link.close())
  void link.ready()
  return { keyPair, link, node, hostKey }
}

/** What relays for others in the room; null if the user refuses to, or is there for a message only. */
async function relayFor(
  { messages, relaysForOthers, relayBytes }: MemberChatOptions,
  { node, hostKey, report }: { node: Node; hostKey: PublicKey; report: Report }
): Promise<RoomRelay | null> {
  if (!relaysForOthers || messages !== null) return null
  const { RoomRelay } = await import('./relays/room-relay.ts')
  const relay = new RoomRelay({
    node,
    hostKey,
    bytesPerSecond: relayBytes,
    onOffered: () => report({ event: 'relay-offered' }),
    onLoad: (load) => report({ event: 'relay-load', ...load })
  })
  onShutdown(() => relay.close())
  return relay
}

async function openVisits({ storage }: MemberOptions, hostKey: PublicKey): Promise<Visits> {
  const { Visits } = await import('./visits.ts')
  return new Visits({ storage, key: hostKey })
}

/** The key given, or that of the host that waits for the words given. */
async function hostKeyOf(
  options: MemberOptions,
  own: { keyPair: KeyPair; node: Node; report: Report }
): Promise<PublicKey> {
  const { host } = options
  if ('key' in host) return host.key
  const { redeemFor } = await import('./redeem.ts')
  return redeemFor({ ...options, ...own, words: host.words })
}
