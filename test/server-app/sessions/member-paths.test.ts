import test from 'brittle'
import { MemberPaths } from '../../../server-app/sessions/member-paths.ts'
import { relaysOf } from '../../helpers/relaying-members.ts'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import { bytesOf, type PublicKey } from '../../../shared/base/key.ts'
import type { Connection } from '../../../shared/network/node.ts'
import type { Path } from '../../../shared/network/path.ts'
import type { RoomChannel } from '../../../shared/room/channel.ts'
import type { RelayWord } from '../../../shared/room/relaying.ts'
import { testKey } from '../../helpers/keys.ts'

const [BEN, EVE] = [testKey('b'), testKey('e')]
const [RELAY, STRANGE] = [testKey('a'), testKey('d')]

test('who comes in through a member is told whose relay it is, and the host’s user too', (t) => {
  const { paths, reports, enter } = place()
  const ben = enter(BEN, { kind: 'direct' })
  t.is(ben.relayedBy(), null)
  ben.offer(RELAY)
  const eve = enter(EVE, { kind: 'relayed', relay: RELAY })
  t.alike(eve.relayedBy(), { kind: 'relayed', relay: RELAY, member: BEN })
  const relay = { key: RELAY, name: 'ben', isOwn: false }
  t.alike(paths.of(EVE), { path: 'relayed', relay })
  t.alike(paths.of(BEN), { path: 'direct', relay: null })
  const connected = { event: 'connected', peer: EVE.slice(0, 8), isPlain: false } as const
  t.alike(reports.at(-1), { ...connected, path: 'relayed', relay })
})

test('of relays that are nobody’s here nothing is told', (t) => {
  const { paths, enter } = place()
  enter(BEN, { kind: 'direct' }).offer(RELAY)
  const eve = enter(EVE, { kind: 'relayed', relay: STRANGE })
  t.is(eve.relayedBy(), null)
  t.is(paths.of(EVE)?.relay?.name, null)
})

test('the path to a member is that of its newest connection that is open', (t) => {
  const { paths, enter } = place()
  t.is(paths.of(BEN), null)
  const first = enter(BEN, { kind: 'lan' })
  const second = enter(BEN, { kind: 'direct' })
  t.is(paths.of(BEN)?.path, 'direct')
  second.close()
  t.is(paths.of(BEN)?.path, 'lan')
  first.close()
  t.is(paths.of(BEN), null)
})

test('a connection that silently takes the place of another is only news if its path is another', (t) => {
  const { reports, enter } = place()
  const first = enter(BEN, { kind: 'direct' })
  enter(BEN, { kind: 'direct' }, true)
  first.close()
  t.is(reports.length, 1)
  enter(BEN, { kind: 'lan' }, true)
  t.alike(reports.at(-1), { event: 'path', peer: BEN.slice(0, 8), path: 'lan', relay: null })
})

test('who relays does so until its connection is closed', (t) => {
  const { paths, enter } = place()
  const ben = enter(BEN, { kind: 'direct' })
  ben.offer(RELAY)
  ben.close()
  enter(EVE, { kind: 'relayed', relay: RELAY })
  t.is(paths.of(EVE)?.relay?.name, null)
})

function place() {
  const reports: ReportEvent[] = []
  const known = new Map<Connection, Path>()
  const pathOf = (connection: Connection): Path => known.get(connection) ?? { kind: 'direct' }
  const node = {
    pathOf,
    watchPath: (of: Connection, onPath: (path: Path) => void) => onPath(pathOf(of))
  }
  const roster = [person(BEN, 'ben'), person(EVE, 'eve')]
  const paths = new MemberPaths({
    room: { roster },
    report: (event) => reports.push(event),
    roomRelays: relaysOf(),
    node
  })
  const enter = (key: PublicKey, path: Path, isBack = false) => {
    const onClose: (() => void)[] = []
    let hear: (word: RelayWord) => void = () => {}
    const connection = {
      remotePublicKey: bytesOf(key),
      once: (_event: 'close', listener: () => void) => onClose.push(listener)
    } as unknown as Connection
    known.set(connection, path)
    const channel = {
      relay: () => {},
      listen: ({ onRelay }: { onRelay: (word: RelayWord) => void }) => (hear = onRelay)
    } as unknown as RoomChannel
    paths.entered(connection, channel, isBack)
    return {
      relayedBy: () => paths.relayedBy(connection),
      offer: (relay: PublicKey) => hear({ kind: 'offer', key: relay, isOpen: true }),
      close: () => onClose.forEach((each) => each())
    }
  }
  return { paths, reports, enter }
}

function person(key: PublicKey, name: string) {
  return { key, name, isPlain: false, isAway: false }
}
