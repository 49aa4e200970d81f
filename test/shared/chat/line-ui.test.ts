import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { Program } from '../../helpers/program.ts'

const SAID = ['anna: before', 'ben: hello', 'ben: there']

test('posts of others go to standard output, and nobody reads their own there', async (t) => {
  const { out, err } = await told(t)
  t.alike(out, SAID)
  t.alike(err, ['ben joined', 'no such command'], 'who came before is not worth a line')
})

test('quiet mode hides joins and leaves', async (t) => {
  const { out, err } = await told(t, 'quiet')
  t.alike(out, SAID)
  t.alike(err, ['no such command'])
})

test('a terminal shows everything in one order', async (t) => {
  const { out, err } = await told(t, 'terminal')
  t.alike(out, ['anna: before', 'ben joined', 'ben: hello', 'ben: there', 'no such command'])
  t.alike(err, [])
})

test('a script gets everything, even in quiet mode', async (t) => {
  const { out, err } = await told(t, 'json', 'quiet')
  const events = out.map((line) => (JSON.parse(line) as { event: string }).event)
  t.alike(events, ['post', 'join', 'join', 'post', 'post', 'line', 'problem'])
  t.alike(err, [])
})

/** The lines of both outputs. */
async function told(t: Assertions, ...how: string[]): Promise<{ out: string[]; err: string[] }> {
  const program = new Program(t, ['test/helpers/line-teller.js', ...how])
  t.is(await program.exited, 0)
  const [out = [], err = []] = [b4a.toString(program.stdout), program.stderr].map((text) =>
    text.split('\n').slice(0, -1)
  )
  return { out, err }
}
