import b4a from 'b4a'
import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { checkPerson, type Check } from '../../../shared/chat/check.ts'
import { Problem } from '../../../shared/chat/find-person.ts'
import type { Person } from '../../../shared/room/messages.ts'

const HASH = b4a.alloc(64, 1)
const [HOST, ANNA, BEN, PIPE] = ['host', 'anna', 'ben', 'pipe'].map((name, index): Person => {
  return { key: testKey(`${index}`), name, isPlain: name === 'pipe', isAway: false }
}) as [Person, Person, Person, Person]
const PEOPLE = [HOST, ANNA, BEN, PIPE]

function check(self: Person, who: string, hashes = [HASH]): Check | string {
  try {
    const me = { key: self.key, room: HOST.key, people: PEOPLE, hashesWith: () => hashes }
    return checkPerson(who, me)
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

test('host and member see the same four words of their connection', (t) => {
  const [there, here] = [check(HOST, 'anna') as Check, check(ANNA, 'host') as Check]
  t.alike(there.words, here.words)
  t.is(there.words[0]?.split('-').length, 4)
  t.alike([there.name, there.of, here.name, here.of], ['anna', 'connection', 'host', 'connection'])
})

test('for several connections there are several words', (t) => {
  const { words } = check(HOST, 'anna', [HASH, b4a.alloc(64, 2)]) as Check
  t.is(new Set(words).size, 2)
  t.ok(words.includes((check(ANNA, 'host') as Check).words[0] ?? ''))
})

test('two members see the same eight words of their keys', (t) => {
  const [one, other] = [check(ANNA, 'ben') as Check, check(BEN, 'anna') as Check]
  t.alike(one.words, other.words)
  t.is(one.words[0]?.split('-').length, 8)
  t.is(one.of, 'keys')
})

test('there is nothing to compare with oneself, with a plain peer, or without a connection', (t) => {
  t.is(check(ANNA, 'anna'), 'anna is you: check somebody else')
  t.is(check(HOST, 'pipe'), 'pipe is a plain peer, which has no words to compare')
  t.is(check(HOST, 'anna', []), 'There is no connection with anna now')
  t.is(check(HOST, 'nobody'), 'Nobody here matches "nobody". /who lists everybody')
})
