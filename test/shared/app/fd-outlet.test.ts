import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import { FdOutlet } from '../../../shared/app/fd-outlet.ts'
import { codeOf } from '../../../shared/base/errors.ts'
import { replaceCall } from '../../helpers/file-system.ts'
import { systemError } from '../../helpers/streams.ts'

const FD = 1_000_000

test('a blocked terminal is retried, and gets everything in order', async (t) => {
  const { written, write, done } = terminal(t, [3, 'EAGAIN', 'EAGAIN', 2, 'EAGAIN'])
  const writes = [write('hello '), write('there')]
  t.is(written(), 'hel')
  await Promise.all(writes)
  t.alike(done, ['hello ', 'hello there'])
})

test('a write that can never succeed fails, and so do those queued behind it', async (t) => {
  const { written, write } = terminal(t, ['EAGAIN', 'EIO'])
  const codes = await Promise.all([write('one'), write('two')].map(failure))
  t.alike(codes, ['EIO', 'EIO'])
  await write('three')
  t.is(written(), 'three', 'the next is tried anew')
})

/** An outlet to a terminal that takes so many bytes, or fails so, and then whatever it is given. */
function terminal(t: Assertions, answers: (number | string)[]) {
  let written = ''
  /** What was written when each write was done. */
  const done: string[] = []
  const { writeSync } = fs
  replaceCall(t, 'writeSync', (fd: number, bytes: Uint8Array, start: number, length: number) => {
    if (fd !== FD) return writeSync(fd, bytes, start, length)
    const answer = answers.shift() ?? length
    if (typeof answer === 'string') throw systemError(answer)
    written += b4a.toString(bytes.subarray(start, start + answer))
    return answer
  })
  const outlet = new FdOutlet(FD)
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      outlet.write(b4a.from(text), (cause) => {
        done.push(written)
        if (cause === undefined) resolve()
        else reject(cause)
      })
    })
  return { written: () => written, write, done }
}

function failure(write: Promise<void>): Promise<string> {
  return write.then(
    () => 'none',
    (cause: unknown) => codeOf(cause)
  )
}
