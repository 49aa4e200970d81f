import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { diagnose, exitCodeOf, type Finding } from '../../../shared/doctor/diagnosis.ts'
import type { Facts, HostFacts, NetworkFacts } from '../../../shared/doctor/facts.ts'
import { natKindOf } from '../../../shared/doctor/nat-kind.ts'
import { findingsAsJson, findingsInWords } from '../../../shared/doctor/words.ts'

const KEY = testKey('ab')
const NOW = Date.UTC(2026, 10, 25, 21, 5)
const NETWORK: NetworkFacts = {
  bootstrap: [
    { address: '44.1.1.1:1', ms: 41.4 },
    { address: '44.1.1.2:1', ms: null }
  ],
  nodes: 20,
  nat: 'consistent',
  publicAddress: '44.1.2.3'
}
const HOST: HostFacts = {
  key: KEY,
  stages: [
    { stage: 'found', ms: 100 },
    { stage: 'answered', ms: 200 },
    { stage: 'connected', ms: 300 }
  ],
  failure: null,
  path: 'direct',
  relay: null,
  address: '44.1.9.9:9',
  roundTripMs: 40
}
const OFFLINE: NetworkFacts = {
  bootstrap: [{ address: '44.1.1.1:1', ms: null }],
  nodes: 0,
  nat: 'none',
  publicAddress: null
}

function factsWith(changes: Partial<Facts>): Facts {
  return {
    network: NETWORK,
    relays: [],
    clock: { now: NOW, jumpMs: 0 },
    storage: { folder: '/home/anna/chat', problem: null, hasKey: true },
    host: null,
    ...changes
  }
}

const failed = (sentence: string): HostFacts => ({
  ...HOST,
  stages: [{ stage: 'found', ms: 100 }],
  path: null,
  address: null,
  roundTripMs: null,
  failure: { code: 'PATH_BLOCKED', sentence }
})

/** What was found out; the exit code; and the findings that are not ok, with their words and next steps. */
const CASES: [
  name: string,
  Partial<Facts>,
  exitCode: number,
  ...bad: [string, RegExp, RegExp][]
][] = [
  ['all is well', {}, 0],
  ['a host was reached', { host: HOST }, 0],
  ['an open network', { network: { ...NETWORK, nat: 'open' } }, 0],
  [
    'a random NAT',
    { network: { ...NETWORK, nat: 'random' } },
    3,
    ['punching limited', /except to peers whose NAT is random too/, /--relay/]
  ],
  [
    'a random NAT that was no obstacle',
    { network: { ...NETWORK, nat: 'random' }, host: HOST },
    0,
    ['punching limited', /except/, /another network/]
  ],
  [
    'UDP blocked',
    { network: OFFLINE },
    3,
    ['bootstrap wrong', /No DHT node answered/, /firewall or this network blocks UDP/],
    ['nat limited', /not known/, /First/],
    ['punching wrong', /not possible/, /First/]
  ],
  [
    'bootstrap nodes down',
    { network: { ...NETWORK, bootstrap: OFFLINE.bootstrap } },
    3,
    ['bootstrap limited', /20 DHT nodes known from before did/, /--bootstrap/]
  ],
  [
    'a relay that is dead',
    {
      relays: [
        { key: KEY, ms: null },
        { key: KEY, ms: 12 }
      ]
    },
    3,
    ['relay wrong', /^The relay abababab cannot be reached/, /running/]
  ],
  [
    'a clock from before',
    { clock: { now: 0, jumpMs: 0 } },
    1,
    ['clock wrong', /says 1970-01-01 00:00 UTC, which is wrong/, /network time/]
  ],
  [
    'a clock that is set',
    { clock: { now: NOW, jumpMs: -3_600_000 } },
    1,
    ['clock limited', /set by -3600 s/, /network time/]
  ],
  [
    'a folder that cannot be written',
    { storage: { folder: '/x', problem: 'Cannot write to /x: no. Choose another', hasKey: false } },
    1,
    ['storage wrong', /^Cannot write to \/x: no$/, /^Choose another$/]
  ],
  [
    'a problem that names no way out',
    { storage: { folder: '/x', problem: 'Cannot read /x: no', hasKey: false } },
    1,
    ['storage wrong', /^Cannot read/, /--storage/]
  ],
  [
    'a host that was not reached',
    { host: failed('The host answered, but no path. Try again. Or move') },
    3,
    [
      'host wrong',
      /^The host answered, but no path \(found after 100 ms\)$/,
      /^Try again. Or move$/
    ]
  ],
  [
    'a host that was not reached, and a clock',
    { host: failed('No'), clock: { now: 0, jumpMs: 0 } },
    3,
    ['clock wrong', /1970/, /./],
    ['host wrong', /^No \(/, /^Try again in a minute$/]
  ]
]

for (const [name, changes, exitCode, ...bad] of CASES) {
  test(`the doctor on ${name}`, (t) => {
    const findings = diagnose(factsWith(changes))
    t.is(exitCodeOf(findings), exitCode)
    const notOk = findings.filter(({ status }) => status !== 'ok')
    t.alike(
      notOk.map(nameOf),
      bad.map(([expected]) => expected)
    )
    for (const [index, [, text, next]] of bad.entries()) {
      t.ok(text.test(notOk[index]?.text ?? ''), notOk[index]?.text)
      t.ok(next.test(notOk[index]?.next ?? ''), notOk[index]?.next ?? 'nothing')
    }
    t.ok(findings.every(({ status, next }) => (status === 'ok') === (next === null)))
  })
}

test('what is well is said with what was measured', (t) => {
  const words = findingsInWords(diagnose(factsWith({ host: HOST, relays: [{ key: KEY, ms: 12 }] })))
  t.is(
    words,
    `bootstrap ok       1 of 2 bootstrap nodes answered, the first after 41 ms; 20 DHT nodes known
nat       ok       Behind a NAT or firewall that keeps one port for all peers (consistent), seen as 44.1.2.3
punching  ok       Direct paths are possible to peers anywhere
relay     ok       The relay abababab answered after 12 ms
clock     ok       The clock says 2026-11-25 21:05 UTC
storage   ok       /home/anna/chat can be written, and holds a key pair
host      ok       The host abababab was reached: found after 100 ms, answered after 200 ms, connected after 300 ms, directly to 44.1.9.9:9, round trip 40 ms
`
  )
})

test('a next step has a line of its own, and nothing acts on a terminal', (t) => {
  const problem = 'Cannot write to /\u001b[2J: no. Mend it'
  const storage = { folder: '/x', problem, hasKey: false }
  const words = findingsInWords(diagnose(factsWith({ storage })))
  t.ok(/^storage +WRONG +Cannot write .*\n +→ Mend it$/m.test(words), words)
  t.absent(words.includes('\u001b'))
})

test('scripts get each finding, then the facts', (t) => {
  const facts = factsWith({ host: HOST })
  const lines = findingsAsJson(diagnose(facts), facts, 0).trim().split('\n')
  const objects = lines.map((line) => JSON.parse(line) as object)
  t.is(objects.length, 7)
  t.alike(objects.at(-1), { event: 'doctor', exitCode: 0, ...facts })
})

test('the kind of NAT is told by where nodes see us', (t) => {
  const at = (...ports: number[]) => ports.map((port) => ({ host: '44.1.2.3', port }))
  t.is(natKindOf([], true), 'none')
  t.is(natKindOf(at(1), true), 'unknown')
  t.is(natKindOf(at(1, 1, 1, 1), true), 'consistent')
  t.is(natKindOf(at(1, 1, 1, 7), true), 'consistent', 'one may lie')
  t.is(natKindOf(at(1, 2, 3, 4), true), 'random')
  t.is(natKindOf(at(1, 2), true), 'random')
  t.is(natKindOf(at(1, 1), false), 'open')
})

function nameOf({ check, status }: Finding): string {
  return `${check} ${status}`
}
