import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { HistoryFile } from '../../../../shared/terminal/edit/history-file.ts'
import { HISTORY_LIMIT } from '../../../../shared/terminal/edit/history.ts'

test('typed lines are there at the next start', async (t) => {
  const folder = await t.tmp()
  const { file, problems } = open(folder)
  t.is(file.load(), null, 'a first start')
  for (const text of ['one', 'two\nlines', '"quoted" \\n', 'ünïcödé 👨‍👩‍👧']) file.append(text)
  t.alike(open(folder).file.load(), ['one', 'two\nlines', '"quoted" \\n', 'ünïcödé 👨‍👩‍👧'])
  t.is(fs.statSync(path.join(folder, 'typed')).mode & 0o777, 0o600, 'for nobody else to read')
  t.alike(problems, [])
})

test('the history file does not grow for ever', async (t) => {
  const folder = await t.tmp()
  const { file } = open(folder)
  for (let index = 0; index < 2 * HISTORY_LIMIT + 1; index++) file.append(`line ${index}`)
  const history = file.load()
  t.is(history?.length, HISTORY_LIMIT)
  t.is(history?.at(-1), `line ${2 * HISTORY_LIMIT}`)
  t.is(fs.readFileSync(path.join(folder, 'typed'), 'utf8').split('\n').length, HISTORY_LIMIT + 1)
  t.alike(open(folder).file.load(), history)
})

test('a damaged line is left out, and escape sequences are removed', async (t) => {
  const folder = await t.tmp()
  fs.writeFileSync(
    path.join(folder, 'typed'),
    '"one"\n"cut o\n7\n\n"red \\u001b[31malert"\n"last"\n'
  )
  t.alike(open(folder).file.load(), ['one', 'red alert', 'last'])
})

test('a history that cannot be saved is reported, and nothing else happens', async (t) => {
  const folder = path.join(await t.tmp(), 'gone')
  const { file, problems } = open(folder)
  t.is(file.load(), null)
  file.append('one')
  file.append('two')
  t.is(problems.length, 1, 'once')
  t.ok(
    /Cannot save what is typed in .*typed: there is no such file or folder/.test(problems[0] ?? '')
  )
})

test('a line truncated by a full disk does not damage others', async (t) => {
  const folder = await t.tmp()
  fs.writeFileSync(path.join(folder, 'typed'), '"one"\n"cut o')
  const { file, problems } = open(folder)
  file.append('two')
  t.alike(open(folder).file.load(), ['one', 'two'])
  t.alike(problems, [])
})

test('without a folder nothing is kept', (t) => {
  const { file, problems } = open(null)
  file.append('one')
  t.is(file.load(), null)
  t.alike(problems, [])
})

function open(folder: string | null): { file: HistoryFile; problems: string[] } {
  const problems: string[] = []
  return { file: new HistoryFile(folder, (problem) => problems.push(problem)), problems }
}
