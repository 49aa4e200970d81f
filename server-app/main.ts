// Flags in, exit code out.
import { EXIT } from '../shared/base/error-table.ts'
import type { PublicKey } from '../shared/base/key.ts'
import { onShutdown, run } from '../shared/app/exit.ts'
import type { Node } from '../shared/network/node.ts'
import type {
  CommonOptions,
  HostChatOptions,
  HostOptions,
  HostPipeOptions
} from '../shared/app/options.ts'
import { openNode } from '../shared/app/open-node.ts'
import { readHostOptions } from '../shared/app/read-options.ts'
import { openOwnKey } from '../shared/app/own-key.ts'
import { createReporter, type Report } from '../shared/app/report.ts'
import { bytesLeft, isTerminal } from '../shared/app/descriptor.ts'
import { dataOutlet, print } from '../shared/app/outlets.ts'
import { Handshakes } from './access/handshakes.ts'
import type { ListenOn } from './invites/invites.ts'
import { AllPeers } from '../shared/network/all-peers.ts'
import { Listener } from '../shared/network/listener.ts'
import { namingOf, needsRelays } from './relays/own-relays.ts'
import { RoomRelays } from './relays/room-relays.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'

run(async () => {
  const options = await readHostOptions()
  if ('text' in options) {
    await print(options.text)
    return EXIT.OK
  }
  if (options.mode === 'doctor')
    return (await import('../shared/doctor/doctor.ts')).runDoctor(options)
  if (options.mode === 'relay') return (await import('./relay.ts')).serveRelay(options)
  return options.mode === 'chat' ? hostChat(options) : hostPipe(options)
})

// All modes load only what they need, and what only peers need once the key is printed.

async function hostChat(options: HostChatOptions): Promise<number> {
  const { report } = createReporter(options)
  const keyPair = openOwnKey(options, true, report)
  const { Access } = await import('./access/access.ts')
  const access = new Access(options)
  const isKnown = (peer: PublicKey): boolean => access.isKnown(peer)
  const handshakes = new Handshakes()
  handshakes.isKnown = isKnown
  const { node } = openNode(options, keyPair)
  const allPeers = new AllPeers()
  const roomRelays = new RoomRelays({
    isNeeded: () => needsRelays(node),
    isRandom: () => node.randomized,
    connections: node.relays
  })
  const listener = new Listener({
    node,
    keyPair,
    firewall: (peer) => handshakes.areTooMany(peer) || access.denies(peer),
    ...namingOf(node, options, { relays: roomRelays, isKnown }),
    isTooOften: (peer) => handshakes.isTooOften(peer),
    allPeers,
    maxMembers: options.maxMembers,
    traffic: TRAFFIC.plainMember
  })
  onShutdown(() => listener.close())

  // Nobody awaits it yet, so a failure must not be unhandled.
  const listening = listener.ready()
  listening.catch(() => {})
  const [{ openUi }, { openLog }] = await Promise.all([
    import('../shared/chat/choose-ui.ts'),
    import('./open-log.ts')
  ])
  const loadScreen = () => import('../shared/terminal/screen-ui.ts')
  const ui = await openUi({ ...options, report, isUnattended: false, alias: null }, loadScreen)
  // Fails before anybody can join if the transcript cannot be kept.
  const log = openLog(options)
  const announced = announce(listener, options, ui.report)
  announced.catch(() => {})
  // A user gets the screen while the DHT answers; scripts wait for the key, not for the room.
  if (!options.isOnTerminal) await announced
  const { HostChat } = await import('./chat.ts')
  const listenOn = listeningOn(options, { node, handshakes, allPeers })
  const chat = new HostChat({
    ...options,
    listener,
    listenOn,
    roomRelays,
    node,
    keyPair,
    access,
    log,
    ui
  })
  onShutdown(() => chat.close())
  chat.start()
  const opened = announced.then(() => chat.open())
  await Promise.race([chat.finished, opened.then(() => chat.finished)])
  return EXIT.OK
}

async function hostPipe(options: HostPipeOptions): Promise<number> {
  const reporter = createReporter(options)
  const { report } = reporter
  const { isPlain, keepsOpen, resumeMs, sends, receives } = options
  const keyPair = openOwnKey(options, true, report)
  const { node } = openNode(options, keyPair)
  const handshakes = new Handshakes()
  // Only those invited to this pipe: no list is read or kept.
  const access = options.isPrivate
    ? new (await import('./access/access.ts')).Access({ folder: null, isPrivate: true })
    : null
  const listener = new Listener({
    node,
    keyPair,
    // A pipe serves anybody it admits, however often, and a silent peer may be about to type.
    firewall: (peer) => handshakes.areTooMany(peer) || access?.denies(peer) === true,
    ...namingOf(node, options),
    settleMs: Infinity,
    traffic: TRAFFIC.plainPipe
  })
  onShutdown(() => listener.close())

  await announce(listener, options, report)
  const [{ PipeHost }, { openInput }] = await Promise.all([
    import('./pipe/pipe.ts'),
    import('../shared/app/open-input.ts')
  ])
  const pipes = new PipeHost({
    listener,
    input: sends ? openInput() : null,
    output: dataOutlet(1),
    hello: { sends, receives },
    reporter,
    totalBytes: sends ? bytesLeft(0) : null,
    node,
    relays: options.relays,
    isPlain,
    keepsOpen,
    resumeMs,
    onPeerEnd: () => {
      if (isTerminal(0)) report({ event: 'peer-ended' })
    },
    onIgnored: () => report({ event: 'input-unread' })
  })
  onShutdown(() => pipes.leave())
  if (!options.invites) {
    await pipes.finished
    return EXIT.OK
  }
  const { inviteToPipe } = await import('./invites/pipe-invite.ts')
  const listenOn = listeningOn(options, { node, handshakes, allPeers: new AllPeers() })
  const invite = inviteToPipe({ ...options, keyPair, listenOn, access, report })
  onShutdown(() => invite.close())
  await Promise.race([pipes.finished, invite.failed])
  return EXIT.OK
}

/** Further listeners on the node, for the guests of invites: behind the same limits. */
function listeningOn(
  options: HostOptions,
  { node, handshakes, allPeers }: { node: Node; handshakes: Handshakes; allPeers: AllPeers }
): ListenOn {
  const relays = namingOf(node, options)
  return (keyPair) =>
    new Listener({
      node,
      ownsNode: false,
      keyPair,
      firewall: (peer) => handshakes.areTooMany(peer),
      ...relays,
      isTooOften: (peer) => handshakes.isTooOften(peer),
      allPeers,
      traffic: TRAFFIC.invite
    })
}

async function announce(listener: Listener, options: CommonOptions, report: Report): Promise<void> {
  const [{ joinCommand }] = await Promise.all([
    import('../shared/app/own-command.ts'),
    listener.ready()
  ])
  const key = listener.publicKey
  report({ event: 'listening', key, join: joinCommand(key, options.bootstrap) })
}
