import b4a from 'b4a'
import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { connectionWords, keyWords } from '../../../shared/identity/check-words.ts'

const [HASH, HOST, MEMBER] = [b4a.alloc(64, 1), testKey('02'), testKey('03')]

test('a connection has four words, by its handshake and by both keys', (t) => {
  const words = connectionWords(HASH, { host: HOST, member: MEMBER })
  t.is(words.split('-').length, 4)
  t.is(connectionWords(HASH, { host: HOST, member: MEMBER }), words)
  t.not(connectionWords(b4a.alloc(64, 9), { host: HOST, member: MEMBER }), words)
  t.not(connectionWords(HASH, { host: testKey('09'), member: MEMBER }), words)
  t.not(connectionWords(HASH, { host: HOST, member: testKey('09') }), words)
})

test('two keys have eight words, whoever asks', (t) => {
  const words = keyWords(HOST, MEMBER)
  t.is(words.split('-').length, 8)
  t.is(keyWords(MEMBER, HOST), words)
  t.not(keyWords(HOST, testKey('09')), words)
})
