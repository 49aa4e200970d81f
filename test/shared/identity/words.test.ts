import b4a from 'b4a'
import test from 'brittle'
import { newWords, readWords, wordsFrom } from '../../../shared/identity/words.ts'
import { wordList } from '../../../shared/base/packages.ts'
import { Random } from '../../helpers/random.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const WORDS = 'brave-lemon-orbit-tunnel'

test('an invite has four words from a list of 2048 that differ in their first four letters', (t) => {
  t.is(new Set(wordList().map((word) => word.slice(0, 4))).size, 2048)
  const words = newWords().split('-')
  t.is(words.length, 4)
  for (const word of words) t.ok(wordList().includes(word), word)
  t.not(newWords(), newWords())
})

test('each word stands for eleven bits, the first word first', (t) => {
  t.is(wordsFrom(b4a.alloc(8), 4), 'abandon-abandon-abandon-abandon')
  t.is(wordsFrom(b4a.alloc(8, 255), 4), 'zoo-zoo-zoo-zoo')
  // 00000000001 00000000010 00000000011 00000000100
  t.is(wordsFrom(b4a.from('00200801804000', 'hex'), 4), 'ability-able-about-above')
})

test('words are read in every form people write them', (t) => {
  for (const text of [
    WORDS,
    'brave lemon orbit tunnel',
    ' Brave-Lemon-Orbit-TUNNEL\n',
    '"brave, lemon, orbit, tunnel."',
    'brave – lemon\torbit_tunnel'
  ]) {
    t.is(readWords(text), WORDS, text)
  }
})

test('input that is not an invite is left to the key parser', (t) => {
  const random = new Random(1)
  const hex = Array.from({ length: 64 }, () => random.below(16).toString(16)).join('')
  const split = (hex.match(/.{4}/g) ?? []).join(' ')
  for (const text of ['', ' ', 'hello', 'anna', hex, split, 'not-a-key', 'brave', '1 2 3 4']) {
    t.is(readWords(text), null, text)
  }
})

test('for a mistyped word the nearest one is offered', (t) => {
  const offered = (text: string): string => refusalOf(() => readWords(text))?.message ?? ''
  t.is(
    offered('brvae-lemon-orbit-tunnel'),
    'Not words of an invite: "brvae" (did you mean "brave"?)'
  )
  t.is(
    offered('brave-lemmon-orbits-tunnel'),
    'Not words of an invite: "lemmon" (did you mean "lemon"?), "orbits" (did you mean "orbit"?)'
  )
  t.ok(offered('brave-lemon-orbit-tunel').includes('"tunnel"'))
  t.ok(offered('brave-lemon-orbit-xyzzyq').endsWith('"xyzzyq"'), 'none is near')
})

test('neither three words nor five are an invite', (t) => {
  const three = refusalOf(() => readWords('brave-lemon-orbit'))
  t.is(three?.code, 'WORDS_COUNT')
  t.ok(three?.message.includes('three'), three?.message)
  const five = refusalOf(() => readWords(`${WORDS}-zoo`))
  t.ok(five?.message.includes('five'), five?.message)
  t.absent(five?.message.includes('cut off'), five?.message)
})
