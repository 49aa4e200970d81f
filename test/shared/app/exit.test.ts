import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import path from '#path'
import process from '#process'
import { refreshSize, runtime } from '../../../shared/app/runtime.ts'
import { Program, type ProgramOptions } from '../../helpers/program.ts'

const isLinux = process.platform === 'linux'
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof SIGNALS

test('a signal ends the process even if its shutdown hangs; a second one ends it at once', async (t) => {
  const first = leaver(t, 'hung shutdown')
  await first.said(/ready/)
  first.kill('SIGTERM')
  for (const signal of Object.keys(SIGNALS) as Signal[]) {
    const second = leaver(t, 'hung shutdown')
    await second.said(/ready/)
    second.kill('SIGTERM')
    await second.said(/shutting down/)
    second.kill(signal)
    t.is(await second.exited, SIGNALS[signal], `SIGTERM, then ${signal}`)
  }
  t.is(await first.exited, 143, 'SIGTERM alone')
})

test('a signal ends the process even if nobody reads its output', async (t) => {
  const program = leaver(t, 'long output', { stall: true })
  await program.said(/ready/)
  program.kill('SIGTERM')
  t.is(await ending(program), 143)
})

test('a signal ends a process that is waiting for its output to be read', async (t) => {
  const program = leaver(t, 'long output, done', { stall: true })
  await program.said(/ready/)
  program.kill('SIGTERM')
  t.is(await ending(program), 143)
})

test('a failure ends the process even if nobody reads its output, but waits for a slow reader', async (t) => {
  const unread = leaver(t, 'long output, failed', { stall: true })
  const read = leaver(t, 'long output, failed', { stall: true })
  await read.said(/kicked/)
  read.resume()
  t.is(await read.exited, 4)
  t.is(read.stdout.length, 1024 * 1024)
  t.is(await ending(unread), 4)
})

test('what a signal makes fail is not reported', async (t) => {
  const program = leaver(t, 'failed by shutdown')
  await program.said(/ready/)
  program.kill('SIGTERM')
  t.is(await program.exited, 143)
  t.is(program.stderr, 'ready\n')
})

test('a hangup ends the process', async (t) => {
  t.is(await leaver(t, 'hangup').exited, 129)
})

test('a terminal that is gone is a hangup, and no crash', { skip: !isLinux }, async (t) => {
  const fifo = path.join(await t.tmp(), 'fifo')
  const told = new Program(t, ['-c', `mkfifo ${fifo}; echo made; cat ${fifo}`], {
    binary: '/bin/sh'
  })
  await told.printed(/made/)
  // Killing script(1) takes its terminal away, of which the shell hears.
  const script = `trap 'kill -HUP $!' HUP; "$@" <&0 & wait $!; wait $!; echo $? > ${fifo}`
  const under = ['sh', '-c', script, 'sh']
  const terminal = leaver(t, 'terminal', { onTerminal: true, under })
  await terminal.printed(/ready/)
  terminal.kill('SIGKILL')
  await told.exited
  t.is(b4a.toString(told.stdout), 'made\n129\n')
})

test('the size of a terminal that is gone is not asked for in vain', (t) => {
  const gone = Object.assign(Object.create(process.stdout), {
    _refreshSize(): void {
      throw new Error('getWindowSize EIO')
    }
  })
  refreshSize(gone)
  t.pass('and nothing is thrown')
})

test('a hangup that was ignored at the start stays ignored', async (t) => {
  const ignoresHangup = true
  const service = leaver(t, 'hangup', { ignoresHangup, redirect: '< /dev/null' })
  t.is(await service.exited, 7, 'without an input')
  const nohup = leaver(t, 'hangup', { ignoresHangup, env: { _: '/usr/bin/nohup' } })
  t.is(await nohup.exited, 7, 'by nohup')
  // Node does not know it there.
  if (runtime === 'node') return
  t.is(await leaver(t, 'hangup', { ignoresHangup }).exited, 7, 'with an input')
})

function leaver(t: Assertions, way: string, options: ProgramOptions = {}): Program {
  return new Program(t, ['test/helpers/leaver.js', way], options)
}

/** Its exit code, which comes before its output is read. */
async function ending(program: Program): Promise<number> {
  const code = await program.ended
  program.resume()
  return code
}
