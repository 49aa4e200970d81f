import test from 'brittle'
import { PeerPaths } from '../../../server-app/relays/peer-paths.ts'
import type { ReportEvent } from '../../../shared/app/report-events.ts'
import { reportInWords } from '../../../shared/app/report-words.ts'
import { bytesOf } from '../../../shared/base/key.ts'
import type { Connection } from '../../../shared/network/node.ts'
import type { Path } from '../../../shared/network/path.ts'
import { testKey } from '../../helpers/keys.ts'

const RELAYED: Path = { kind: 'relayed', relay: testKey('ab') }
const DIRECT: Path = { kind: 'direct' }

test('a host reports when the path to a peer becomes another, whatever its connection', (t) => {
  const { node, paths, reports } = place()
  const [pipe, first, second] = [{}, connection(), connection()]
  t.is(paths.of(pipe).path, 'direct', 'before anything is known')
  node.next = RELAYED
  paths.follow(pipe, first)
  t.is(paths.of(pipe).relay?.name, 'ben')
  t.alike(reports, [], 'the first is told with the connection')
  node.go(first, DIRECT)
  node.go(first, DIRECT)
  t.alike(reports, ['the path to cdcdcdcd is now direct'])
  node.next = RELAYED
  paths.follow(pipe, second)
  t.is(reports.at(-1), 'the path to cdcdcdcd is now relayed via ben')
  node.go(first, DIRECT)
  t.is(reports.length, 2, 'the former connection is no matter')
})

test('each peer has its own path', (t) => {
  const { node, paths, reports } = place()
  const [one, other] = [{}, {}]
  paths.follow(one, connection())
  node.next = RELAYED
  paths.follow(other, connection())
  t.alike([paths.of(one).path, paths.of(other).path], ['direct', 'relayed'])
  t.alike(reports, [])
})

function connection(): Connection {
  return { remotePublicKey: bytesOf(testKey('cd')) } as Connection
}

function place() {
  const watchers = new Map<Connection, (path: Path) => void>()
  const node = {
    next: DIRECT,
    watchPath: (of: Connection, onPath: (path: Path) => void) => {
      watchers.set(of, onPath)
      onPath(node.next)
    },
    go: (of: Connection, path: Path) => watchers.get(of)?.(path)
  }
  const reports: string[] = []
  const report = (event: ReportEvent): void => void reports.push(reportInWords(event))
  const names = { own: [], nameOf: () => 'ben' }
  return { node, reports, paths: new PeerPaths<object>({ node, names, report }) }
}
