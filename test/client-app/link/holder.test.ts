import test from 'brittle'
import { Holder } from '../../../client-app/link/holder.ts'
import type { OnAdmitted, Succession } from '../../../client-app/link/link-state.ts'
import { ChatError, type ChatErrorCode } from '../../../shared/base/errors.ts'
import type { Connection } from '../../../shared/network/node.ts'
import { TestClock } from '../../helpers/test-clock.ts'

test('a connection that falls silent is replaced while it is in use, and nothing is lost', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  await first.hear(10_000)
  t.is(place.attempts.length, 0)
  await place.clock.pass(2250)
  t.is(place.attempts.length, 1)
  const second = await place.attempt(0).open()
  t.alike(place.used, [first, second])
  t.absent(first.isDestroyed, 'the host has not admitted us on the other')
  second.admit('replace')
  t.ok(first.isDestroyed)
  first.end('LOST')
  await second.hear(10_000)
  t.alike(place.heard, ['admitted', 'connected', 'admitted'])
  t.is(place.attempts.length, 1)
})

test('a connection that was only silent for a while goes on, and nothing else is tried', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  await place.clock.pass(2250)
  await first.hear(250)
  await place.attempt(0).fail('PEER_UNREACHABLE')
  await first.hear(20_000)
  t.alike([place.attempts.length, place.heard], [1, ['admitted']])
})

test('a connection that is about to end is replaced at once, however often that fails', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  place.holder.renew()
  t.is(place.attempts.length, 1)
  await place.attempt(0).fail('PEER_UNREACHABLE')
  await first.hear(1000)
  t.is(place.attempts.length, 2)
  const second = await place.attempt(1).open()
  second.admit('replace')
  t.ok(first.isDestroyed)
  await second.hear(10_000)
  t.alike([place.attempts.length, place.heard], [2, ['admitted', 'connected', 'admitted']])
  place.holder.renew()
  t.is(place.attempts.length, 3, 'again')
})

test('a better connection takes the place of one that works, unless another is about to', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  const better = await place.offer()
  t.alike(place.used, [first, better])
  t.absent(place.holder.mayReplace, 'not before the host has admitted us')
  t.ok((await place.offer()).isDestroyed)
  better.admit('replace')
  t.alike([first.isDestroyed, better.isDestroyed], [true, false])
  place.holder.renew()
  t.ok((await place.offer()).isDestroyed, 'while another is tried')
  t.ok((await new Place().offer()).isDestroyed, 'while there is none')
})

test('what can only be followed is lost first', async (t) => {
  const place = new Place()
  const first = await place.begin('follow')
  await place.clock.pass(4750)
  t.alike([place.attempts.length, first.isDestroyed], [0, false])
  await place.clock.pass(250)
  t.ok(first.isDestroyed)
  first.end('LOST')
  await settled()
  t.is(place.attempts.length, 1)
  const second = await place.attempt(0).open()
  second.admit('follow')
  t.alike(place.heard, ['admitted', 'lost LOST', 'connected', 'admitted'])
})

test('a host that has not admitted us yet has twice as long', async (t) => {
  const place = new Place()
  const first = await place.begin(null)
  await place.clock.pass(9750)
  t.alike([place.attempts.length, first.isDestroyed], [0, false])
  await place.clock.pass(250)
  t.ok(first.isDestroyed)
  first.end('LOST')
  t.is((await place.ended)?.code, 'LOST')
})

test('a change of the network is looked into at once', async (t) => {
  const place = new Place()
  await place.begin('replace')
  place.changeNetwork()
  await place.clock.pass(1250)
  t.is(place.attempts.length, 1)
  place.changeNetwork()
  t.is(place.attempts.length, 2)
})

test('a replacement that fails leaves the reason of the loss, and why nothing follows', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  await place.clock.pass(2250)
  const second = await place.attempt(0).open()
  second.end('BUSY')
  await settled()
  t.ok(first.isDestroyed, 'nobody listens to it any more')
  await place.clock.pass(1000)
  await place.attempt(1).fail('PEER_NOT_FOUND')
  t.alike(place.heard, ['admitted', 'connected', 'lost BUSY', 'lost BUSY PEER_NOT_FOUND'])
  await place.clock.pass(2000)
  await place.attempt(2).fail('INCOMPATIBLE')
  t.is((await place.ended)?.code, 'INCOMPATIBLE')
})

test('when it is closed, nothing else is tried', async (t) => {
  const place = new Place()
  const first = await place.begin('replace')
  place.holder.close()
  await place.clock.pass(10_000)
  first.end('LOST')
  t.is((await place.ended)?.code, 'LOST')
  t.is(place.attempts.length, 0)
})

class FakeConnection {
  isDestroyed = false
  onAdmitted: OnAdmitted = () => {}
  end: (code: ChatErrorCode) => void = () => {}
  readonly rawStream = { packetsReceived: 0, setKeepalive: () => {} }
  readonly #clock: TestClock

  constructor(clock: TestClock) {
    this.#clock = clock
  }

  once(): void {}

  destroy(): void {
    this.isDestroyed = true
  }

  admit(succession: Succession): void {
    this.onAdmitted(succession)
  }

  /** For so long, something arrives all the time. */
  async hear(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.rawStream.packetsReceived++
      await this.#clock.pass(250)
    }
  }
}

interface FakeAttempt {
  open: () => Promise<FakeConnection>
  fail: (code: ChatErrorCode) => Promise<void>
}

class Place {
  readonly clock = new TestClock()
  readonly attempts: FakeAttempt[] = []
  readonly used: FakeConnection[] = []
  readonly heard: string[] = []
  readonly holder: Holder
  changeNetwork: () => void = () => {}
  /** Why the user got no further connection. */
  ended: Promise<ChatError | null> = Promise.resolve(null)

  constructor() {
    this.holder = new Holder({
      node: {
        watchNetwork: (onChange) => {
          this.changeNetwork = onChange
          return () => {}
        }
      },
      reconnectMs: Infinity,
      dial: () => this.#dial(),
      onConnected: () => this.heard.push('connected'),
      onAdmitted: () => this.heard.push('admitted'),
      onLost: (reason, failure) =>
        this.heard.push(['lost', reason.code, ...(failure ? [failure.code] : [])].join(' ')),
      clock: this.clock
    })
  }

  /** The first connection is open, and the host has admitted us, unless `succession` is null. */
  async begin(succession: Succession | null): Promise<FakeConnection> {
    this.holder.serve((connection, onAdmitted) => {
      const fake = connection as unknown as FakeConnection
      this.used.push(fake)
      fake.onAdmitted = onAdmitted
      return new Promise((_, reject) => (fake.end = (code) => reject(new ChatError(code))))
    })
    const connection = new FakeConnection(this.clock)
    const held = this.holder.hold(connection as unknown as Connection)
    this.ended = held.then(
      () => null,
      (error: unknown) => error as ChatError
    )
    this.holder.watch(connection as unknown as Connection)
    await settled()
    if (succession !== null) connection.admit(succession)
    return connection
  }

  /** Another connection is open, by a better path. */
  async offer(): Promise<FakeConnection> {
    const connection = new FakeConnection(this.clock)
    this.holder.replace(connection as unknown as Connection)
    await settled()
    return connection
  }

  attempt(index: number): FakeAttempt {
    const attempt = this.attempts[index]
    if (!attempt) throw new Error(`There is no attempt ${index}`)
    return attempt
  }

  #dial(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      this.attempts.push({
        open: async () => {
          const connection = new FakeConnection(this.clock)
          resolve(connection as unknown as Connection)
          await settled()
          return connection
        },
        fail: (code) => {
          reject(new ChatError(code))
          return settled()
        }
      })
    })
  }
}

/** What was about to happen has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
