import test from 'brittle'
import { PresenceNews } from '../../../server-app/room/presence-news.ts'
import type { PublicKey } from '../../../shared/base/key.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const ANNA = testKey('a')
const BEN = testKey('b')

test('each change is told once, and nothing that was undone meanwhile', (t) => {
  const steps: [changes: Record<string, boolean | null>, news: object[]][] = [
    [{}, []],
    [{ [ANNA]: true }, [{ away: [ANNA], back: [] }]],
    [{ [ANNA]: true }, []],
    [{ [ANNA]: false, [BEN]: true }, [{ away: [BEN], back: [ANNA] }]],
    [{ [ANNA]: false }, []],
    [{ [BEN]: null }, []],
    [{ [BEN]: false }, []],
    [{ [BEN]: true }, [{ away: [BEN], back: [] }]]
  ]
  const news = new PresenceNews()
  for (const [changes, expected] of steps) {
    for (const key of [ANNA, BEN]) if (key in changes) news.change(key)
    t.alike(
      news.take((key) => changes[key] ?? null),
      expected,
      JSON.stringify(changes)
    )
  }
  const people = [ANNA, BEN].map((key) => ({ key, name: key, isPlain: false, isAway: false }))
  const awayFor = (reader: PublicKey): PublicKey[] =>
    news.asTold(people, reader).flatMap(({ key, isAway }) => (isAway ? [key] : []))
  t.alike([awayFor(ANNA), awayFor(BEN)], [[BEN], []], 'nobody is away for themselves')
})

test('many members that vanish together make few messages, none of them too long', (t) => {
  const news = new PresenceNews()
  const keys = Array.from({ length: 2 * LIMITS.presenceKeys + 1 }, (_, index) => testKey(index))
  for (const key of keys) news.change(key)
  const messages = news.take(() => true)
  t.is(messages.length, 3)
  t.alike(
    messages.flatMap(({ away }) => away),
    keys
  )
  const longest = Math.max(...messages.map((message) => JSON.stringify(message).length))
  t.ok(longest < LIMITS.messageBytes - 100, `${longest} bytes`)
})

test('a change is looked at once', (t) => {
  const news = new PresenceNews()
  const asked: PublicKey[] = []
  const isAway = (key: PublicKey): boolean => asked.push(key) > 0
  news.change(ANNA)
  news.take(isAway)
  news.take(isAway)
  t.alike(asked, [ANNA])
})
