import test from 'brittle'
import { RetryingWriter } from '../../../client-app/memory/retrying-writer.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('a failure is told once, and tried again until it works; the next failure is told again', async (t) => {
  const { writer, clock, disk, done } = place()
  disk.isFull = true
  writer.write()
  writer.write()
  await clock.pass(3 * LIMITS.unkeptRetryMs)
  t.alike(done, ['failed'])
  t.ok(writer.isBehind)
  disk.isFull = false
  await clock.pass(LIMITS.unkeptRetryMs)
  t.alike(done, ['failed', 'caught up'])
  t.absent(writer.isBehind)
  disk.isFull = true
  writer.write()
  t.alike(done.slice(2), ['failed'])
})

test('what comes after a failure is written with all that is missing', (t) => {
  const { writer, disk, done } = place()
  const append = (): void => {
    demandSpace(disk)
    done.push('appended')
  }
  writer.write(append)
  disk.isFull = true
  writer.write(append)
  disk.isFull = false
  writer.write(append)
  writer.write(append)
  t.alike(done, ['appended', 'failed', 'caught up', 'appended'])
})

test('at the end it is tried for the last time', (t) => {
  const { writer, clock, disk, done } = place()
  writer.close()
  t.alike(done, [])
  disk.isFull = true
  writer.write()
  writer.close()
  t.is(clock.waiting, 0)
  t.alike(done, ['failed'])
  disk.isFull = false
  writer.close()
  t.alike(done, ['failed', 'caught up'])
})

test('a bug is no failure of the disk', async (t) => {
  const { writer, done } = place()
  await t.exception(() => {
    writer.write(() => {
      throw new Error('a bug')
    })
  }, /a bug/)
  t.alike(done, [])
})

interface Disk {
  isFull: boolean
}

function place() {
  const done: string[] = []
  const clock = new TestClock()
  const disk: Disk = { isFull: false }
  const writer = new RetryingWriter({
    catchUp: () => {
      demandSpace(disk)
      done.push('caught up')
    },
    onFailed: () => done.push('failed'),
    clock
  })
  return { writer, clock, disk, done }
}

function demandSpace({ isFull }: Disk): void {
  if (isFull) throw new ChatError('STORAGE_UNWRITABLE', { values: { path: 'x', reason: 'full' } })
}
