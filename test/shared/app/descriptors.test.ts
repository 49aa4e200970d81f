// Every kind of standard descriptor, tested with a program that copies its input to its output.
import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import { spawnSync } from '#child-process'
import fs from '#fs'
import path from '#path'
import process from '#process'
import { runtime } from '../../../shared/app/runtime.ts'
import { Program } from '../../helpers/program.ts'

const isLinux = process.platform === 'linux'
const COPIER = 'test/helpers/copier.js'
const NONBLOCK = 0o4000
const TEXT = 'what is copied'

test('a file is copied from its current position to the position of the output', async (t) => {
  const { file, output, text } = await files(t)
  fs.writeFileSync(output, '0123456789')
  const program = shell(
    t,
    `head -c 5 > /dev/null < ${file}; exec 3< ${file} 4<> ${output}
    head -c 5 <&3 > /dev/null; printf abc >&4; exec $COPY <&3 >&4`
  )
  t.is(await program.exited, 0)
  t.is(text(), `abc${TEXT.slice(5)}`)
  if (isLinux) t.is(program.stderr, `${TEXT.length - 5} bytes left\n`)
})

test('appending keeps what the output already holds', async (t) => {
  const { file, output, text } = await files(t)
  fs.writeFileSync(output, 'before ')
  t.is(await shell(t, `exec $COPY < ${file} >> ${output}`).exited, 0)
  t.is(text(), `before ${TEXT}`)
})

test('a file larger than one read is copied whole', async (t) => {
  const { file, output } = await files(t)
  const bytes = b4a.alloc(300_001, 'some bytes')
  fs.writeFileSync(file, bytes)
  t.is(await shell(t, `exec $COPY < ${file} > ${output}`).exited, 0)
  t.ok(b4a.equals(fs.readFileSync(output), bytes))
})

test('a file that claims to be empty is read to its end', async (t) => {
  if (!fs.existsSync('/proc/version')) return
  const program = shell(t, 'exec $COPY < /proc/version')
  t.is(await program.exited, 0)
  t.is(b4a.toString(program.stdout), fs.readFileSync('/proc/version', 'utf8'))
  t.is(program.stderr, 'unknown bytes left\n')
})

test('a device is read for as long as it provides data', async (t) => {
  const program = shell(t, 'exec $COPY < /dev/zero | head -c 1000000 | wc -c')
  t.is(await program.exited, 0)
  t.is(b4a.toString(program.stdout).trim(), '1000000')
})

test('an input that cannot be read is an error', async (t) => {
  const folder = shell(t, 'exec $COPY < /')
  t.is(await folder.exited, 5)
  t.ok(folder.stderr.includes('Standard input could not be read to its end: it is a folder'))
  for (const input of ['0> /dev/null', '0>&1']) {
    const writeOnly = shell(t, `($COPY ${input}; echo $? >&2) | cat`)
    t.is(await writeOnly.exited, 0)
    t.ok(writeOnly.stderr.includes('the descriptor is not open for that\n5\n'), writeOnly.stderr)
  }
})

test('a socket of datagrams is an error', async (t) => {
  // No shell can make one.
  if (spawnSync('perl', ['-MSocket', '-e', '1']).status !== 0) return
  const pair = 'socketpair(A, B, AF_UNIX, SOCK_DGRAM, 0); open(STDIN, "<&A"); exec "$ENV{COPY}"'
  const program = shell(t, `exec perl -MSocket -e '${pair}'`)
  t.is(await program.exited, 5)
  t.ok(program.stderr.includes('sockets of this kind are not supported'), program.stderr)
})

test('a closed input counts as empty', async (t) => {
  const program = shell(t, 'exec $COPY <&-')
  t.is(await program.exited, 0)
  t.is(program.stdout.length, 0)
})

test('a FIFO whose writer has gone is read to its end', async (t) => {
  const { output } = await files(t)
  const program = shell(
    t,
    `mkfifo ${output}; exec 3<> ${output} 4< ${output}
    printf here >&3; exec 3>&-; exec $COPY <&4`
  )
  t.is(await program.exited, 0)
  t.is(b4a.toString(program.stdout), 'here')
})

test('a TCP connection is an input and an output', async (t) => {
  const args = ['test/helpers/tcp-service.js', process.execPath, COPIER]
  const program = new Program(t, args, { binary: 'node' })
  const bytes = b4a.alloc(1_000_001, 'there and back')
  program.write(bytes)
  program.end()
  t.is(await program.exited, 0)
  t.ok(b4a.equals(program.stdout, bytes))
})

test('an output that is full or closed is an error', async (t) => {
  const { file } = await files(t)
  if (fs.existsSync('/dev/full')) {
    const full = shell(t, `exec $COPY < ${file} > /dev/full`)
    t.is(await full.exited, 5)
    t.ok(full.stderr.includes('Cannot write to standard output: the disk is full'), full.stderr)
  }
  const limited = shell(t, `ulimit -f 0; exec $COPY < ${file} > ${file}.limited`)
  t.is(await limited.exited, 5, 'no signal ends it')
  t.ok(limited.stderr.includes('the file would be too large'), limited.stderr)
  const readOnly = shell(t, `exec $COPY < ${file} 1< /dev/null`)
  t.is(await readOnly.exited, 5)
  t.ok(readOnly.stderr.includes('Standard output was closed'), readOnly.stderr)
  // Node opens /dev/null in its place, so that nobody can tell.
  if (runtime === 'node') return
  const closed = shell(t, `exec $COPY < ${file} >&-`)
  t.is(await closed.exited, 5)
})

test('an unwritable standard error does not affect the data', async (t) => {
  for (const redirect of ['2>&-', '2> /dev/full', '2< /dev/null']) {
    const program = shell(t, `printf here | (exec $COPY ${redirect})`)
    t.is(await program.exited, 0, redirect)
    t.is(b4a.toString(program.stdout), 'here', redirect)
  }
})

test('pipes and sockets get their original blocking mode back', { skip: !isLinux }, async (t) => {
  const flags = 'for fd in 0 1 2; do grep flags /proc/self/fdinfo/$fd >&3; done'
  const until = (file: string): string => `until [ -s ${file} ]; do sleep 0.05; done`
  for (const [name, script] of [
    ['pipes', `printf here | { $COPY; ${flags}; } 2>&1 | cat > /dev/null`],
    [
      'pipes, after a kill',
      `${until('$DONE')} | { $COPY 2> $DONE & ${until('$DONE')}; kill -9 $!; ${flags}; } 2>&1 | cat`
    ],
    ['sockets', `$COPY; ${flags}`]
  ] as const) {
    const { file, output, text } = await files(t)
    const program = shell(t, `DONE=${file}-done; exec 3> ${output}; ${script}`)
    program.end()
    t.is(await program.exited, 0, name)
    const modes = Array.from(text().matchAll(/flags:\s*(\d+)/g), ([, mode]) => Number(`0o${mode}`))
    t.alike(
      modes.map((mode) => mode & NONBLOCK),
      [0, 0, 0],
      name
    )
  }
})

/** Runs a script, in which $COPY is the command that copies. */
function shell(t: Assertions, script: string): Program {
  const COPY = `${process.execPath} ${COPIER}`
  return new Program(t, ['-c', script], { binary: '/bin/sh', env: { COPY } })
}

async function files(t: Assertions): Promise<{ file: string; output: string; text: () => string }> {
  const folder = await t.tmp()
  const [file, output] = [path.join(folder, 'input'), path.join(folder, 'output')]
  fs.writeFileSync(file, TEXT)
  return { file, output, text: () => fs.readFileSync(output, 'utf8') }
}
