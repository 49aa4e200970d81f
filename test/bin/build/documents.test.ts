import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import { documents } from '../../../bin/build/documents.ts'

test('documents are those that are linked, one by one, and what these link to', (t) => {
  const texts: Record<string, string> = {
    'README.md':
      '[here](#top) [there](a/b.md#part) ![picture](a/c.svg) [away](https://example.com/d.md)',
    'a/b.md': '[back](../README.md) [on](../e/f.md), and `code`',
    'e/f.md': 'the end'
  }
  const read = (file: string): string => texts[file] ?? ''
  t.alike(documents('README.md', read), ['README.md', 'a/b.md', 'a/c.svg', 'e/f.md'])
})

test('all that the README and its documents link to is there', (t) => {
  const linked = documents('README.md', (file) => b4a.toString(fs.readFileSync(file)))
  t.ok(linked.includes('shared/room/PROTOCOL.md'))
  for (const file of linked) t.ok(fs.existsSync(file), file)
})
