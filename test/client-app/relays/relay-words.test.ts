import test from 'brittle'
import { RelayWords } from '../../../client-app/relays/relay-words.ts'
import { StandBys } from '../../../client-app/relays/stand-bys.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { RelayWord } from '../../../shared/room/relaying.ts'
import { testKey } from '../../helpers/keys.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('connections are open to those relays that the host has named last, and to no others', (t) => {
  const { say, open } = createPlace()
  say({ kind: 'stand-by', keys: [testKey('a'), testKey('b')] })
  t.is(open(), 'ab')
  say({ kind: 'stand-by', keys: [testKey('b'), testKey('c')] })
  t.is(open(), 'bc')
  say({ kind: 'stand-by', keys: [] })
  t.is(open(), '')
})

test('a host cannot make its members connect to one peer after another', async (t) => {
  const { say, opened, clock } = createPlace()
  for (let round = 0; round < 100; round++)
    say({ kind: 'stand-by', keys: [testKey(2 * round), testKey(2 * round + 1)] })
  t.is(opened(), LIMITS.standByChanges.burst)
  await clock.pass(60_000)
  for (let round = 0; round < 100; round++) say({ kind: 'stand-by', keys: [testKey(round)] })
  t.is(opened(), LIMITS.standByChanges.burst + 6)
})

test('those of an earlier connection stay until the host says which, or says nothing for a while', async (t) => {
  const { attach, say, open, clock } = createPlace()
  say({ kind: 'stand-by', keys: [testKey('a')] })
  attach()
  await clock.pass(LIMITS.standByWordMs - 1)
  say({ kind: 'stand-by', keys: [testKey('b')] })
  await clock.pass(LIMITS.standByWordMs)
  t.is(open(), 'b')
  attach()
  await clock.pass(LIMITS.standByWordMs)
  t.is(open(), '', 'this one is direct')
})

test('each connection has its own time until those of an earlier one are let go', async (t) => {
  const { attach, say, open, clock } = createPlace()
  say({ kind: 'stand-by', keys: [testKey('a')] })
  attach()
  await clock.pass(LIMITS.standByWordMs / 2)
  attach()
  await clock.pass(LIMITS.standByWordMs - 1)
  t.is(open(), 'a')
  await clock.pass(1)
  t.is(open(), '')
})

test('each word is heard by the part it is for', (t) => {
  const { say, heard } = createPlace()
  say({ kind: 'wanted' })
  say({ kind: 'move' })
  say({ kind: 'vouch', key: testKey('a') })
  t.alike(heard, ['wanted', 'onMove', 'vouch'])
})

test('a connection that has been replaced asks for nothing more', (t) => {
  const { attach, say, heard } = createPlace()
  attach()
  say({ kind: 'wanted' }, 0)
  t.alike(heard, [])
  say({ kind: 'wanted' })
  t.alike(heard, ['wanted'])
})

function createPlace() {
  const clock = new TestClock()
  const kept: string[] = []
  let count = 0
  const keep = (relay: PublicKey): (() => void) => {
    const letter = relay.slice(0, 1)
    count += 1
    kept.push(letter)
    return () => void kept.splice(kept.indexOf(letter), 1)
  }
  const heard: string[] = []
  const words = new RelayWords({
    roomRelay: { attach: () => {}, hear: async ({ kind }) => void heard.push(kind) },
    standBys: new StandBys({ keep }, clock),
    onMove: () => heard.push('onMove'),
    clock
  })
  const channels: ((word: RelayWord) => void)[] = []
  const attach = (): void =>
    words.attach({ relay: () => {}, listen: ({ onRelay }) => void channels.push(onRelay) })
  attach()
  return {
    clock,
    heard,
    attach,
    /** Over the latest connection, or an earlier one. */
    say: (word: RelayWord, at = channels.length - 1) => channels[at]?.(word),
    open: () => kept.join(''),
    opened: () => count
  }
}
