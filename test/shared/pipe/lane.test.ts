import b4a from 'b4a'
import test from 'brittle'
import { ChatError } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Lane } from '../../../shared/pipe/lane.ts'

const CHUNK = LIMITS.senderBytes / 4

test('what is buffered comes out in order, from memory and from disk', (t) => {
  const lane = new Lane(() => {})
  let next = 0
  const push = (count: number): void => {
    for (const end = next + count; next < end; next++) lane.write(b4a.alloc(CHUNK, next))
  }
  const taken: (number | undefined)[] = []
  const take = (count: number): void => {
    for (let left = count; left > 0; left--) {
      const piece = lane.take(CHUNK)
      lane.wrote(piece.length)
      taken.push(piece[0])
      if (piece.length !== CHUNK) t.fail(`${piece.length} bytes`)
    }
  }
  push(8)
  take(2)
  push(4)
  take(10)
  t.alike(
    taken,
    Array.from({ length: 12 }, (_, index) => index)
  )
  t.ok(lane.isDrained)
})

test('complete lines are taken before a long one that is not', (t) => {
  const lane = new Lane(() => {})
  lane.write(b4a.from('line\n'))
  lane.write(b4a.alloc(LIMITS.senderLineBytes, 'x'))
  t.is(lane.wholeBytes, 5)
  lane.wrote(lane.take(5).length)
  t.is(lane.wholeBytes, LIMITS.senderLineBytes)
})

test('a lane that has failed takes nothing more, and says so once', (t) => {
  const lane = new Lane(() => {})
  const failures: string[] = []
  lane.attach({ onFailed: ({ code }) => failures.push(code) })
  lane.write(b4a.from('lost'))
  lane.fail(new ChatError('OUTPUT_CLOSED'))
  lane.fail(new ChatError('OUTPUT_FAILED'))
  lane.write(b4a.from('lost too'))
  t.alike(failures, ['OUTPUT_CLOSED'])
  t.ok(lane.isDrained)
})

test('who has left is told nothing, and its lane goes once it is written', (t) => {
  const lane = new Lane(() => {})
  let told = 0
  lane.attach({ onWritten: () => void told++, onFailed: () => {} })
  lane.write(b4a.from('last'))
  lane.detach()
  lane.finish()
  t.absent(lane.isOver)
  lane.wrote(lane.take(4).length)
  t.ok(lane.isOver)
  t.is(told, 0)
})
