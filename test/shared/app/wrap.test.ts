import test from 'brittle'
import { wrapWords } from '../../../shared/app/wrap.ts'

test('a sentence wraps between words', (t) => {
  t.is(wrapWords('error: one two three four', 12), 'error: one\ntwo three\nfour')
  t.is(wrapWords('error: one', 10), 'error: one', 'just fits')
  t.is(wrapWords('error: one', 9), 'error:\none')
  t.is(wrapWords('', 10), '')
})

test('each line wraps by itself and keeps its indent', (t) => {
  t.is(wrapWords('one two\n    at three four\n', 12), 'one two\n    at three\nfour\n')
})

test('a word wider than the terminal stays whole', (t) => {
  const key = 'x'.repeat(64)
  t.is(wrapWords(`a key: ${key} and more`, 20), `a key:\n${key}\nand more`)
  t.is(wrapWords('some words', 0), 'some\nwords')
})

test('only the spaces at line breaks are dropped', (t) => {
  const text =
    'The host was found but could not be reached.  It may just have left, or 語語語 drops UDP'
  for (let columns = 1; columns < 100; columns++) {
    const rows = wrapWords(text, columns).split('\n')
    t.is(rows.join(' ').replace(/ +/g, ' '), text.replace(/ +/g, ' '))
    if (columns >= 10 && rows.some((row) => Array.from(row).length > columns)) t.fail(`${columns}`)
  }
})
