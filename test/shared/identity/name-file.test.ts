import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { resolveName, saveName } from '../../../shared/identity/name-file.ts'
import { failCall } from '../../helpers/file-system.ts'
import { refusalOf } from '../../helpers/refusal.ts'

test('the last name requested is remembered', async (t) => {
  const folder = await t.tmp()
  const { resolve, problems } = resolver(folder)
  t.is(resolve(null), null)
  t.is(resolve('anna'), 'anna')
  t.is(resolve(null), 'anna')
  saveName(folder, 'ben')
  t.is(resolve(null), 'ben')
  fs.writeFileSync(path.join(folder, 'name'), '\ufeffcleo\r\n')
  t.is(resolve(null), 'cleo', 'as an editor of Windows saves it')
  fs.writeFileSync(path.join(folder, 'name'), 'x\x1b[2J y')
  t.is(resolve(null), null, 'what nobody can be called')
  t.alike(problems, [])
})

test('the name of the room is kept beside it, and can not pass for a key', async (t) => {
  const folder = await t.tmp()
  const resolve = (wish: string | null): string | null =>
    resolveName(folder, wish, (problem) => t.fail(problem), 'room-name')
  t.is(resolve('lobby'), 'lobby')
  t.is(resolve(null), 'lobby')
  t.is(resolver(folder).resolve(null), null, 'which is another name')
  fs.writeFileSync(path.join(folder, 'room-name'), 'b76aa8fe\n')
  t.is(resolve(null), null)
})

test('a name that cannot be read or saved is a problem, and ends nothing', async (t) => {
  const folder = await t.tmp()
  const { resolve, problems } = resolver(folder)
  fs.mkdirSync(path.join(folder, 'name'))
  t.is(resolve(null), null)
  t.is(resolve('anna'), 'anna')
  t.is(refusalOf(() => saveName(folder, 'ben'))?.code, 'NOT_KEPT')
  fs.rmdirSync(path.join(folder, 'name'))
  failCall(t, 'writeSync', 'ENOSPC')
  t.is(resolve('anna'), 'anna')
  t.alike(
    problems.map((problem) => problem.replace(folder, '')),
    [
      'Cannot read /name: it is a folder',
      'Done, but only until this app exits: /name cannot be written: it is a folder',
      'Done, but only until this app exits: /name cannot be written: the disk is full'
    ]
  )
  t.alike(fs.readdirSync(folder), [])
})

test('without a folder nothing is remembered', (t) => {
  const { resolve } = resolver(null)
  t.is(resolve('anna'), 'anna')
  t.is(resolve(null), null)
})

function resolver(folder: string | null): {
  resolve: (wish: string | null) => string | null
  problems: string[]
} {
  const problems: string[] = []
  const onProblem = (problem: string): void => void problems.push(problem)
  return { resolve: (wish) => resolveName(folder, wish, onProblem), problems }
}
