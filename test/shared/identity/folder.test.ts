import test from 'brittle'
import fs from '#fs'
import path from '#path'
import process from '#process'
import { makeFolder, openIdentityFolder } from '../../../shared/identity/folder.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const isWindows = path.sep === '\\'
const isLinux = process.platform === 'linux'

test('a folder is made with those above it, for its owner only', async (t) => {
  const top = await t.tmp()
  const folder = path.join(top, 'a', 'b', 'c')
  makeFolder(folder)
  makeFolder(folder)
  for (const made of ['a', 'a/b', 'a/b/c']) {
    const stats = fs.statSync(path.join(top, made))
    t.ok(stats.isDirectory())
    if (!isWindows) t.is(stats.mode & 0o777, 0o700, made)
  }
})

test('a folder that cannot be created is reported at once', { skip: !isLinux }, (t) => {
  for (const folder of ['/proc/nope', '/proc/nope/host/default', '/proc/self/fd/none/x']) {
    const refusal = refusalOf(() => openIdentityFolder(folder))
    t.is(refusal?.code, 'STORAGE_UNWRITABLE', folder)
    t.ok(refusal?.message.includes(folder), refusal?.message)
  }
})

test(
  'a folder that others can write to is refused, as are those it is in',
  { skip: isWindows },
  async (t) => {
    const storage = await t.tmp()
    const role = path.join(storage, 'host')
    const folder = path.join(role, 'default')
    openIdentityFolder(folder)
    const cases: [exposed: string, mode: number, isRefused: boolean][] = [
      [folder, 0o777, true],
      [folder, 0o702, true],
      [folder, 0o770, true],
      [folder, 0o1777, true],
      [folder, 0o755, false],
      [role, 0o777, true],
      [role, 0o775, false],
      [storage, 0o777, true],
      [storage, 0o775, false],
      [storage, 0o1777, false]
    ]
    for (const [exposed, mode, isRefused] of cases) {
      fs.chmodSync(exposed, mode)
      const refusal = refusalOf(() => openIdentityFolder(folder))
      const octal = mode.toString(8).padStart(4, '0')
      t.is(refusal?.code, isRefused ? 'STORAGE_EXPOSED' : undefined, `${exposed} ${octal}`)
      if (isRefused) t.ok(refusal?.message.includes(`${exposed} (mode ${octal})`), refusal?.message)
      fs.chmodSync(exposed, 0o700)
    }
  }
)

test('nothing is created in a folder that others can write to', { skip: isWindows }, async (t) => {
  const storage = await t.tmp()
  fs.chmodSync(storage, 0o777)
  t.is(
    refusalOf(() => openIdentityFolder(path.join(storage, 'host', 'a')))?.code,
    'STORAGE_EXPOSED'
  )
  t.alike(fs.readdirSync(storage), [])
})

test('the storage folder may be a symbolic link', { skip: isWindows }, async (t) => {
  const top = await t.tmp()
  fs.mkdirSync(path.join(top, 'disk'), { mode: 0o700 })
  const link = path.join(top, 'link')
  fs.symlinkSync(path.join(top, 'disk'), link)
  openIdentityFolder(path.join(link, 'host', 'default'))
  t.ok(fs.statSync(path.join(top, 'disk', 'host', 'default')).isDirectory())
})
