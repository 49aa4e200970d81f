import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import process from '#process'
import { ChildProgram } from '../../../shared/app/child-program.ts'
import { codeOf } from '../../../shared/base/errors.ts'

test('a program ends when its input ends, and can be awaited', async (t) => {
  const file = path.join(await t.tmp(), 'last words')
  const program = new ChildProgram(`cat > /dev/null; echo over > '${file}'`)
  await program.end()
  t.is(await program.ended, 0)
  t.is(fs.readFileSync(file, 'utf8'), 'over\n')
})

test('a program that keeps running is asked to end, along with its children', async (t) => {
  const program = new ChildProgram('sleep 60 & echo $!; sleep 60 & wait')
  const [, pid = ''] = await said(program, /^(\d+)\n/)
  await program.end()
  t.is(await program.ended, 143)
  t.ok(await isGone(Number(pid)))
})

test('a program that refuses to end is killed', async (t) => {
  const program = new ChildProgram(`trap '' TERM; echo ready; while :; do sleep 60; done`)
  await said(program, /ready/)
  await program.end()
  t.is(await program.ended, 137)
})

test('a program that has ended is not killed again', async (t) => {
  const program = new ChildProgram('exit 5')
  t.is(await program.ended, 5)
  await program.end()
  t.is(await program.ended, 5)
})

function said(program: ChildProgram, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    let text = ''
    program.output.on('data', (chunk) => {
      text += b4a.toString(chunk)
      const match = pattern.exec(text)
      if (match) resolve(match)
    })
  })
}

/** Resolves with true once there is no such process. */
async function isGone(pid: number): Promise<boolean> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      return codeOf(error) === 'ESRCH'
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
