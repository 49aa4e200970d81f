import test from 'brittle'
import { KnownFacts } from '../../../client-app/member/known-facts.ts'
import { NameWish } from '../../../client-app/member/name-wish.ts'
import { heed } from '../../../client-app/member/notices.ts'
import type { Notice } from '../../../shared/room/messages.ts'
import { testKey } from '../../helpers/keys.ts'

test('each notice of a host reaches the part of a member that it is for', (t) => {
  const told: unknown[] = []
  const tell =
    (what: string) =>
    (...values: unknown[]): void =>
      void told.push([what, ...values])
  let isAsked = false
  const [relay, member] = [testKey('a'), testKey('b')]
  const cases: [Notice, unknown[]][] = [
    [{ kind: 'slow-down', id: 'ab', afterMs: 5 }, [['slow', 5]]],
    [{ kind: 'posted', id: 'ab' }, [['taken', 'ab']]],
    [{ kind: 'whispered', id: 'ab' }, [['whispered', { kind: 'whispered', id: 'ab' }]]],
    [{ kind: 'not-whispered', id: 'ab' }, [['whispered', { kind: 'not-whispered', id: 'ab' }]]],
    [{ kind: 'relayed', relay, member }, [['relayed', relay, member]]],
    [{ kind: 'kept' }, [['keeping', true]]],
    [{ kind: 'unkept' }, [['keeping', false]]],
    [{ kind: 'name-refused' }, []]
  ]
  const readers = {
    speaker: {
      onSlowDown: tell('slow'),
      onTaken: tell('taken'),
      onWhispered: tell('whispered')
    },
    inbox: { onKeeping: tell('keeping') },
    wish: { refused: () => isAsked },
    path: { relayedBy: tell('relayed') },
    say: tell('said')
  }
  for (const [notice, expected] of cases) {
    told.length = 0
    heed(notice, readers)
    t.alike(told, expected, notice.kind)
  }
  isAsked = true
  heed({ kind: 'name-refused' }, readers)
  t.is(told.length, 1)
})

test('a host says that its transcript is kept or not once for each change, and not for ever', (t) => {
  const facts = new KnownFacts()
  facts.welcomed({ roomName: null, isPrivate: false, transcript: 'kept' })
  t.is(facts.keeping(true), null)
  t.alike(facts.keeping(false), { event: 'unkept', reason: null })
  t.is(facts.keeping(false), null)
  t.is(facts.facts.transcript, 'failed')
  t.alike(facts.keeping(true), { event: 'kept' })
  const told = Array.from({ length: 100 }, (_, index) => facts.keeping(index % 2 === 1))
  t.ok(told.filter((output) => output !== null).length < 20)
  t.is(facts.facts.transcript, 'kept')
})

test('a name is asked for once the host has let us in, unless the hello had it', (t) => {
  const wish = new NameWish('anna')
  const asked: string[] = []
  const ask = (name: string): void => void asked.push(name)
  t.is(wish.hello(), 'anna')
  wish.welcomed(ask)
  t.alike(asked, [])
  wish.choose('ann')
  wish.welcomed(ask)
  t.alike(asked, ['ann'])
  t.alike([wish.refused(), wish.refused()], [true, false], 'once for each request')
  t.is(wish.hello(), 'ann')
  wish.welcomed(ask)
  t.alike(asked, ['ann'])
})
