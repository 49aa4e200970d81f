// A pipe whose connections break.
import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import { ChatError } from '../../../shared/base/errors.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { refuse } from '../../../shared/network/channel.ts'
import { PIPE_PROTOCOL } from '../../../shared/pipe/messages.ts'
import { Pipe } from '../../../shared/pipe/pipe.ts'
import { Sink } from '../../../shared/pipe/sink.ts'
import { Source } from '../../../shared/pipe/source.ts'
import { cutPair, type Cut, type Noticing } from '../../helpers/cut-pair.ts'
import { Random } from '../../helpers/random.ts'
import { cut, FakeInput, FakeOutput, randomBytes, type Taking } from '../../helpers/streams.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const LONG = { timeout: 60_000 }
/** Of what goes through the pipe that is cut everywhere. */
const SEED = 7
const SESSION = '5e'.repeat(32)
const RESUME_MS = 60_000
const UNCUT: Cut = { afterBytes: Infinity, noticing: 'both' }
const NOTICING: Noticing[] = ['both', 'client', 'host']

for (const noticing of NOTICING) {
  const who = { both: 'both notice', client: 'the client notices', host: 'the host notices' }
  test(`no byte is lost wherever the connection breaks, if ${who[noticing]}`, LONG, async (t) => {
    const whole = await new Journey(t, new Random(SEED)).through([])
    t.alike(whole.outcomes, ['done', 'done'])
    let fresh = 0
    const step = noticing === 'both' ? 1 : 3
    for (let afterBytes = 0; afterBytes < whole.passedBytes; afterBytes += step) {
      const journey = await new Journey(t, new Random(SEED)).through([{ afterBytes, noticing }])
      if (journey.isFresh) fresh += step
      else if (!journey.isExact) t.fail(`cut after ${afterBytes} bytes: ${journey.outcomes.join()}`)
    }
    // The handshake and two hellos, before which there is nothing to go on with.
    t.ok(fresh < 700, `${fresh} of ${whole.passedBytes} cuts came before the pipe`)
  })
}

test('no byte is lost, however often the connection breaks', LONG, async (t) => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed)
    const cuts = Array.from({ length: 1 + random.below(8) }, () => ({
      afterBytes: 700 + random.below(20_000),
      noticing: random.pick(NOTICING)
    }))
    const journey = await new Journey(t, random, 100_000).through(cuts)
    if (!journey.isExact) t.fail(`seed ${seed}: ${journey.outcomes.join()}`)
  }
  t.pass('seeds 1 to 40')
})

for (const [what, session] of [
  ['begins anew', SESSION],
  ['has another secret', '07'.repeat(32)]
] as const) {
  test(`a pipe does not go on with one that ${what}`, async (t) => {
    const [client, host] = [new End([b4a.from('up')], 'nothing'), new End([], 'nothing')]
    const first = cutPair(t, UNCUT)
    host.pipe.attach(first.host)
    client.pipe.attach(first.client)
    // Until then nothing is lost with the one that has it.
    while (client.pipe.confirmedBytes < 2) await new Promise((resolve) => setTimeout(resolve, 0))
    const broken = client.broken()
    first.client.destroy()
    await broken
    const other = new End([], 'nothing', session)
    const second = cutPair(t, UNCUT)
    other.pipe.attach(second.host)
    client.pipe.attach(second.client)
    t.is(await client.outcome, 'FORGOTTEN')
    t.is(other.output.bytes.length, 0)
  })
}

test('a host that is busy for the moment is asked again', async (t) => {
  const [client, host] = [new End([b4a.from('up')]), new End([], 'nothing')]
  const [first, second, third] = [UNCUT, UNCUT, UNCUT].map((cut) => cutPair(t, cut))
  if (!first || !second || !third) return
  host.pipe.attach(first.host)
  client.pipe.attach(first.client)
  await host.output.reached(2)
  let broken = client.broken()
  first.client.destroy()
  await broken
  broken = client.broken()
  client.pipe.attach(second.client)
  refuse(second.host, PIPE_PROTOCOL, 'busy')
  await broken
  t.ok(client.pipe.isWaiting)
  client.pipe.attach(third.client)
  host.pipe.attach(third.host)
  host.input.finishWith(b4a.from('down'))
  t.alike(await Promise.all([client.outcome, host.outcome]), ['done', 'done'])
  t.is(b4a.toString(client.output.bytes), 'down')
})

test('what is not confirmed is bounded while a pipe waits', async (t) => {
  const chunks = Array.from({ length: 400 }, () => b4a.alloc(64 * 1024))
  const [client, host] = [new End(chunks, 'nothing'), new End([], 'nothing', SESSION, 'never')]
  const pair = cutPair(t, UNCUT)
  host.pipe.attach(pair.host)
  client.pipe.attach(pair.client)
  await host.output.reached(LIMITS.windowBytes)
  const broken = client.broken()
  pair.client.destroy()
  await broken
  t.ok(client.pipe.isWaiting)
  t.ok(client.pipe.keptBytes <= LIMITS.windowBytes + 64 * 1024, `${client.pipe.keptBytes} bytes`)
  client.pipe.giveUpWaiting()
  t.is(await client.outcome, 'NOT_RESUMED')
})

/** A pipe between two ends, from its first connection to its end. */
class Journey {
  outcomes: string[] = []
  passedBytes = 0
  readonly #t: Assertions
  readonly #up: Uint8Array
  readonly #down: Uint8Array
  readonly #client: End
  readonly #host: End

  constructor(t: Assertions, random: Random, mostBytes = 100) {
    this.#t = t
    this.#up = randomBytes(random, random.below(mostBytes))
    this.#down = randomBytes(random, random.below(mostBytes))
    const most = mostBytes / 4
    this.#client = new End(cut(random, this.#up, most))
    this.#host = new End(cut(random, this.#down, most))
  }

  /** Goes over one connection after another, each cut as it is said, then over one that is not. */
  async through(cuts: Cut[]): Promise<this> {
    const [client, host] = [this.#client, this.#host]
    for (const next of [...cuts, UNCUT]) {
      const pair = cutPair(this.#t, next)
      const broken = Promise.all([
        next.noticing !== 'host' && client.broken(),
        next.noticing !== 'client' && host.broken()
      ])
      host.pipe.attach(pair.host)
      client.pipe.attach(pair.client)
      await Promise.race([broken, client.outcome, host.outcome])
      this.passedBytes += pair.passedBytes
      if (client.isOver || host.isOver) break
    }
    // One that is over comes no more: for the other, too, everything must be done, or there was no pipe yet.
    for (const { pipe } of [client, host]) pipe.giveUpWaiting()
    this.outcomes = await Promise.all([client.outcome, host.outcome])
    return this
  }

  /** The connection broke before both sides knew that there is a pipe. */
  get isFresh(): boolean {
    return this.outcomes.includes('LOST')
  }

  get isExact(): boolean {
    return (
      this.outcomes.every((outcome) => outcome === 'done') &&
      b4a.equals(this.#host.output.bytes, this.#up) &&
      b4a.equals(this.#client.output.bytes, this.#down)
    )
  }
}

class End {
  readonly input: FakeInput
  readonly output: FakeOutput
  readonly pipe: Pipe
  readonly outcome: Promise<string>
  isOver = false
  #onBroken = (): void => {}

  constructor(
    chunks: Uint8Array[],
    after: 'end' | 'nothing' = 'end',
    session = SESSION,
    taking: Taking = 'at once'
  ) {
    this.input = new FakeInput(chunks, { after })
    this.output = new FakeOutput(taking)
    this.pipe = new Pipe({
      source: new Source(this.input),
      sink: new Sink(this.output),
      hello: { sends: true, receives: true },
      session,
      resumeMs: RESUME_MS,
      clock: new TestClock(),
      onBroken: () => this.#onBroken()
    })
    this.outcome = this.pipe.finished
      .then(
        () => 'done',
        (error) => (error instanceof ChatError ? error.code : 'UNEXPECTED')
      )
      .finally(() => (this.isOver = true))
  }

  /** Resolves at its next break, or its end. */
  broken(): Promise<unknown> {
    return Promise.race([new Promise<void>((resolve) => (this.#onBroken = resolve)), this.outcome])
  }
}
