import test from 'brittle'
import { codeEntries } from '../../../../shared/terminal/draw/qr-code.ts'
import { plainText } from '../../../../shared/terminal/draw/styled-text.ts'
import { paint } from '../../../../shared/terminal/draw/theme.ts'

const KEY = 'D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A'

test('the code of a key takes 33 columns and 17 rows, with a margin', (t) => {
  const rows = codeEntries(KEY, { columns: 80, rows: 24 }).map(({ body }) => plainText(body))
  t.is(rows.length, 17)
  for (const row of rows) t.is(row.length, 33)
  t.ok(/^ +$/.test(rows[0] ?? ''), 'light at the top')
  t.ok(
    rows.every((row) => row.startsWith('  ') && row.endsWith('  ')),
    'and at both sides'
  )
  // A finder pattern in three corners: seven dark modules, the second row light between two dark.
  t.is(rows[1]?.slice(2, 9), '█▀▀▀▀▀█')
  t.is(rows[1]?.slice(-9, -2), '█▀▀▀▀▀█')
  t.is(rows[15]?.slice(2, 9), '▀▀▀▀▀▀▀')
})

test('where there is no room for all of it, there is none of it', (t) => {
  t.is(codeEntries(KEY, { columns: 33, rows: 23 }).length, 17)
  t.is(codeEntries(KEY, { columns: 32, rows: 23 }).length, 0)
  t.is(codeEntries(KEY, { columns: 33, rows: 22 }).length, 0)
})

test('it is dark on light on any terminal, and without colours the same by its reverse', (t) => {
  const [row] = codeEntries(KEY, { columns: 80, rows: 24 })
  t.ok(paint(row?.body ?? [], 256).startsWith('\x1b[30;107m  '))
  t.ok(paint(row?.body ?? [], 16).startsWith('\x1b[30;107m  '))
  t.ok(paint(row?.body ?? [], 0).startsWith('\x1b[7m  '))
})
