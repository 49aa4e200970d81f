import b4a from 'b4a'
import test from 'brittle'
import { connectionWords, keyWords } from '../../../shared/identity/check-words.ts'

const [HASH, HOST, MEMBER] = [b4a.alloc(64, 1), b4a.alloc(32, 2), b4a.alloc(32, 3)]

test('a connection has four words, by its handshake and by both keys', (t) => {
  const words = connectionWords(HASH, { host: HOST, member: MEMBER })
  t.is(words.split('-').length, 4)
  t.is(connectionWords(HASH, { host: HOST, member: MEMBER }), words)
  t.not(connectionWords(b4a.alloc(64, 9), { host: HOST, member: MEMBER }), words)
  t.not(connectionWords(HASH, { host: b4a.alloc(32, 9), member: MEMBER }), words)
  t.not(connectionWords(HASH, { host: HOST, member: b4a.alloc(32, 9) }), words)
})

test('two keys have eight words, whoever asks', (t) => {
  const words = keyWords(HOST, MEMBER)
  t.is(words.split('-').length, 8)
  t.is(keyWords(MEMBER, HOST), words)
  t.not(keyWords(HOST, b4a.alloc(32, 9)), words)
})
