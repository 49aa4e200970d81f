import b4a from 'b4a'
import test from 'brittle'
import { Delivery } from '../../../server-app/room/delivery.ts'
import type { LoggedEvent } from '../../../shared/log/log.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const POST = '{"seq":1,"time":1,"type":"post","author":"'
const JOIN = '{"seq":1,"time":1,"type":"join","author":"","name":"bot"}'

/** Every event of the log, as read from disk. */
class LongLog {
  readonly all: LoggedEvent[] = []

  get lastSeq(): number {
    return this.all.at(-1)?.seq ?? 0
  }

  read(after: number, maxBytes: number): LoggedEvent[] {
    const events = this.all.filter(({ seq }) => seq > after)
    let bytes = 0
    return events.filter(({ frame }, index) => (bytes += frame.length) <= maxBytes || index === 0)
  }
}

test('a member catching up gets everything once and in order, including what is said meanwhile', (t) => {
  const { delivery, log, got, say } = setup()
  for (let count = 0; count < 500; count++) say(100)
  delivery.start(0)
  for (let count = 0; count < 100; count++) say(100)
  t.alike(got, range(1, log.lastSeq))
})

test('a member that is up to date gets each event at once', (t) => {
  const { delivery, got, say } = setup()
  delivery.start(0)
  say(100)
  t.alike(got, [1])
})

test('a member catching up has a limited number of unseen events in flight, and gets more as it sees them', (t) => {
  const { delivery, got, say, slow } = setup()
  for (let count = 0; count < 1000; count++) say(4000)
  delivery.start(0)
  const most = LIMITS.unseenBytes * 2
  t.ok(got.length > 0 && got.length * 4000 <= most, `${got.length} sent`)
  while (got.length < 1000) {
    const before = got.length
    delivery.seen(before)
    if (got.length === before) break
  }
  t.alike(got, range(1, 1000))
  t.is(slow.length, 0)
})

test('a member that sees nothing for too long is too slow; one that sees anything is not', (t) => {
  const { delivery, log, got, say, slow, wait } = setup()
  delivery.start(0)
  while (got.length === log.lastSeq) say(4000)
  t.ok(got.length * 4000 >= LIMITS.unseenBytes && got.length * 4000 < LIMITS.unseenBytes + 8000)
  wait(LIMITS.slowMs)
  say(4000)
  t.is(slow.length, 0)
  delivery.seen(1)
  say(4000)
  wait(LIMITS.slowMs)
  say(4000)
  t.is(slow.length, 0, 'counted anew')
  wait(1)
  say(4000)
  t.is(slow.length, 1)
})

test('a receipt without progress does not count as seeing something', (t) => {
  const { delivery, got, log, say, slow, wait } = setup()
  delivery.start(0)
  while (got.length === log.lastSeq) say(4000)
  delivery.seen(0)
  wait(LIMITS.slowMs + 1)
  delivery.seen(0)
  say(4000)
  t.is(slow.length, 1)
})

test('a burst larger than the window is caught up with, and nobody is disconnected for it', (t) => {
  const { delivery, got, say, slow } = setup()
  delivery.start(0)
  for (let count = 0; count < 1000; count++) say(4000)
  while (got.length < 1000) delivery.seen(got.length)
  t.alike(got, range(1, 1000))
  t.is(slow.length, 0)
})

test('a closed delivery sends nothing', (t) => {
  const { delivery, got, say } = setup()
  say(100)
  delivery.start(0)
  delivery.close()
  say(100)
  t.ok(got.length <= 1)
})

test('a receipt that arrives during sending counts at once', (t) => {
  const { delivery, got, say, onSend } = setup()
  for (let count = 0; count < 500; count++) say(4000)
  // As for a plain peer whose connection accepts everything.
  onSend((seq) => delivery.seen(seq))
  delivery.start(0)
  t.alike(got, range(1, 500))
})

test('what is said while somebody catches up arrives after the backlog', (t) => {
  const { delivery, log, got, say, onSend } = setup()
  for (let count = 0; count < 5; count++) say(100)
  onSend((seq) => {
    if (seq === 5) say(100)
  })
  delivery.start(0)
  t.alike(got, range(1, log.lastSeq))
})

test('up to where a newcomer joined, only posts are sent', (t) => {
  const { delivery, got, say, skips, visit } = setup()
  for (let count = 0; count < 3; count++) {
    visit()
    say(100)
    visit()
    visit()
  }
  delivery.start(1, 12)
  t.alike(got, [2, 6, 10])
  t.alike(skips, [5, 9, 12], 'and what is left out is named')
  visit()
  say(100)
  t.alike(got.slice(3), [13, 14], 'all of it from then on')
  t.is(skips.length, 3)
})

test('a history without posts is skipped at once', (t) => {
  const { delivery, got, skips, visit } = setup()
  for (let count = 0; count < 5000; count++) visit()
  delivery.start(0, 5000)
  t.alike([got, skips], [[], [5000]])
  visit()
  t.alike(got, [5001])
})

test('events removed from the log are skipped, leaving no gap in the history', (t) => {
  const { delivery, got, log, say, skips } = setup()
  for (let count = 0; count < 10; count++) say(100)
  log.all.splice(2, 3)
  delivery.start(1, 8)
  t.alike(got, [2, 6, 7, 8, 9, 10])
  t.alike(skips, [5])
})

test('a receipt for an event that was not sent is refused', (t) => {
  const { delivery, say } = setup()
  say(100)
  t.absent(delivery.seen(1), 'before the start')
  delivery.start(0)
  t.ok(delivery.seen(1))
  t.ok(delivery.seen(1), 'again')
  t.absent(delivery.seen(2))
})

test('each receipt lets as many more events go out', (t) => {
  const { delivery, got, say } = setup()
  for (let count = 0; count < 1000; count++) say(4000)
  delivery.start(0)
  for (let seen = 8; seen < 200; seen += 8) {
    delivery.seen(seen)
    const unseen = (got.length - seen) * 4000
    t.ok(unseen <= LIMITS.unseenBytes + 4000, `${unseen} bytes`)
  }
})

function setup() {
  const log = new LongLog()
  const got: number[] = []
  const skips: number[] = []
  const slow: number[] = []
  let now = 0
  let isSent: (seq: number) => void = () => {}
  const delivery = new Delivery({
    log,
    now: () => now,
    send: ({ seq }) => {
      isSent(seq)
      got.push(seq)
    },
    skip: (seq) => skips.push(seq),
    onTooSlow: () => slow.push(1)
  })
  const add = (frame: Uint8Array): void => {
    const event = { seq: log.lastSeq + 1, frame }
    log.all.push(event)
    delivery.onEvent(event)
  }
  return {
    delivery,
    log,
    got,
    skips,
    slow,
    say: (bytes: number): void => add(b4a.alloc(bytes, POST)),
    visit: (): void => add(b4a.from(JOIN)),
    wait: (ms: number): void => void (now += ms),
    onSend: (action: (seq: number) => void): void => void (isSent = action)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
