import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { readFile, readText } from '../../../shared/identity/plain-file.ts'
import { makeFifo } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const isWindows = path.sep === '\\'

test('a file is read whole; a missing one is null', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  t.is(readFile(file, 10), null)
  fs.writeFileSync(file, '')
  t.is(readText(file, 10), '')
  const text = 'línea\n'.repeat(50_000)
  fs.writeFileSync(file, text)
  t.is(readText(file, 1e6), text)
  fs.writeFileSync(file, `\ufeff${text}`)
  t.is(readText(file, 1e6), text, 'without the mark some editors put before it')
})

test('a file larger than its limit is refused', async (t) => {
  const file = path.join(await t.tmp(), 'file')
  fs.writeFileSync(file, 'x'.repeat(100))
  t.is(readText(file, 100)?.length, 100)
  const refusal = refusalOf(() => readText(file, 99))
  t.is(refusal?.code, 'STORAGE_UNREADABLE')
  t.ok(refusal?.message.includes('larger than 99 bytes'), refusal?.message)
})

test(
  'what is no regular file is refused, and waited for by nobody',
  { skip: isWindows },
  async (t) => {
    const folder = await t.tmp()
    const at = (name: string): string => path.join(folder, name)
    fs.mkdirSync(at('folder'))
    fs.symlinkSync(at('gone'), at('dangling'))
    fs.writeFileSync(at('file'), 'x')
    fs.symlinkSync(at('file'), at('link'))
    await makeFifo(at('pipe'))
    const kinds = [
      ['folder', 'it is a folder'],
      ['dangling', 'it is a symbolic link'],
      ['link', 'it is a symbolic link'],
      ['pipe', 'it is a named pipe']
    ] as const
    for (const [name, kind] of kinds) {
      const refusal = refusalOf(() => readFile(at(name), 10))
      t.is(refusal?.code, 'STORAGE_UNREADABLE')
      t.ok(refusal?.message.includes(`${at(name)}: ${kind}`), refusal?.message)
    }
  }
)
