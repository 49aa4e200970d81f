import b4a from 'b4a'
import test from 'brittle'
import { Share } from '../../../shared/pipe/share.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { Random } from '../../helpers/random.ts'

test('each share counts its own bytes, however they interleave', (t) => {
  const { sink, writeOne } = open()
  const [anna, ben] = [new Share(sink), new Share(sink)]
  anna.write(b4a.alloc(20_000))
  ben.write(b4a.alloc(30_000))
  anna.write(b4a.alloc(40_000))
  const seen = []
  while (writeOne()) seen.push([anna.writtenBytes, ben.writtenBytes])
  t.alike(seen, [
    [20_000, 0],
    [20_000, 30_000],
    [60_000, 30_000]
  ])
})

test('a count never goes back, and is right once everything is written', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed)
    const { sink, writeOne } = open()
    const shares = [new Share(sink), new Share(sink), new Share(sink)]
    const counts = shares.map(() => 0)
    const look = (): void => {
      for (const [index, { writtenBytes, acceptedBytes }] of shares.entries()) {
        if (writtenBytes < (counts[index] ?? 0) || writtenBytes > acceptedBytes)
          t.fail(`seed ${seed}`)
        counts[index] = writtenBytes
      }
    }
    for (let turn = 0; turn < 100; turn++) {
      if (random.below(2) === 0) writeOne()
      else random.pick(shares).write(b4a.alloc(20_000 + random.below(50_000)))
      look()
    }
    while (writeOne()) look()
    const accepted = shares.map(({ acceptedBytes }) => acceptedBytes)
    if (accepted.join() !== counts.join()) t.fail(`seed ${seed}: ${counts.join()}`)
  }
  t.pass('seeds 1 to 20')
})

test('a share that is closed late does not take the output from the next', (t) => {
  const { sink, writeOne } = open()
  const heard: string[] = []
  const owner = (name: string) => ({ onWritten: () => void heard.push(name), onFailed: () => {} })
  const [anna, ben] = [new Share(sink), new Share(sink)]
  anna.attach(owner('anna'))
  ben.attach(owner('ben'))
  anna.detach()
  ben.write(b4a.alloc(1))
  writeOne()
  t.alike(heard, ['ben'])
})

/** An output that writes what it was given once it is told to. */
function open(): { sink: Sink; writeOne: () => boolean } {
  const waiting: (() => void)[] = []
  const sink = new Sink({ write: (_, onDone) => void waiting.push(onDone) })
  const writeOne = (): boolean => {
    const onDone = waiting.shift()
    onDone?.()
    return onDone !== undefined
  }
  return { sink, writeOne }
}
