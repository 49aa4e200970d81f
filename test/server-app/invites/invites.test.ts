import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { ChatError, toChatError } from '../../../shared/base/errors.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { introduce } from '../../../shared/invite/guest-end.ts'
import type { Guest } from '../../../shared/invite/host-end.ts'
import type { Connection } from '../../../shared/network/node.ts'
import type { BreakReason } from '../../../shared/network/wire.ts'
import { Invites, type InvitesOptions } from '../../../server-app/invites/invites.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const HOUR_MS = 60 * 60_000

test('the first guest with the words is admitted, any other is told they are spent', async (t) => {
  const host = new Host(t)
  await host.invites.open()
  const anna = HyperDHT.keyPair()
  t.is(await host.visit(anna), keyOf(host.keyPair.publicKey))
  t.is(await host.visit(HyperDHT.keyPair()), 'WORDS_SPENT')
  t.is(await host.visit(anna), keyOf(host.keyPair.publicKey), 'the same may ask again')
  t.is(host.guests.length, 1)
})

test('of two guests at once, one is admitted', async (t) => {
  const host = new Host(t)
  await host.invites.open()
  const both = [host.visit(HyperDHT.keyPair()), host.visit(HyperDHT.keyPair())]
  const answers = await Promise.all(both)
  t.alike(answers.filter((answer) => answer === 'WORDS_SPENT').length, 1)
  t.is(host.guests.length, 1)
})

test('a rejected guest does not spend the words', async (t) => {
  const host = new Host(t)
  await host.invites.open()
  host.refusal = 'banned'
  t.is(await host.visit(HyperDHT.keyPair()), 'BANNED')
  host.refusal = null
  t.is(await host.visit(HyperDHT.keyPair()), keyOf(host.keyPair.publicKey))
})

test('words expire after ten minutes, used or not', async (t) => {
  const host = new Host(t)
  await host.invites.open()
  await host.invites.open()
  await host.clock.pass(1)
  await host.invites.open()
  await host.visit(HyperDHT.keyPair(), 1)
  await host.clock.pass(LIMITS.inviteMs - 1)
  t.alike(host.open, [false, false, true])
  t.is(host.unused, 1, 'the other was used')
})

test('words belong to the hour in which they were made', async (t) => {
  const host = new Host(t)
  host.time = 5 * HOUR_MS - 1
  const first = await host.invites.open()
  host.time++
  const second = await host.invites.open()
  t.alike(host.derived, [`${first} 4`, `${second} 5`])
})

test('the number of open invites is limited; a spent or ended one makes room', async (t) => {
  const host = new Host(t)
  for (let count = 0; count < LIMITS.invites; count++) await host.invites.open()
  t.is(await codeOf(host.invites.open()), 'INVITES_FULL')
  await host.visit(HyperDHT.keyPair(), 3)
  await host.invites.open()
  t.is(host.open[3], false)
  t.is(await codeOf(host.invites.open()), 'INVITES_FULL')
  await host.clock.pass(LIMITS.inviteMs)
  await host.invites.open()
})

test('concurrent invites are made one at a time, up to the limit', async (t) => {
  const host = new Host(t)
  const opened = Array.from({ length: 50 }, () => codeOf(host.invites.open()))
  const codes = await Promise.all(opened)
  t.is(codes.filter((code) => code === null).length, LIMITS.invites)
  t.is(host.mostAtOnce, 1, 'each takes 256 MiB')
})

test('an invite that cannot be announced leaves nothing behind', async (t) => {
  const host = new Host(t)
  host.failure = new ChatError('NETWORK_UNREACHABLE')
  for (let count = 0; count <= LIMITS.invites; count++) {
    t.is(await codeOf(host.invites.open()), 'NETWORK_UNREACHABLE')
  }
  host.failure = null
  await host.invites.open()
  t.alike(host.open.filter(Boolean).length, 1)
})

test('invites end with their host', async (t) => {
  const host = new Host(t)
  await host.invites.open()
  const late = host.invites.open()
  await host.invites.close()
  await late
  t.absent(host.open.includes(true))
})

/** A host without a network, whose words cost nothing. */
class Host {
  readonly keyPair = HyperDHT.keyPair()
  readonly clock = new TestClock()
  readonly guests: Guest[] = []
  readonly derived: string[] = []
  readonly open: boolean[] = []
  refusal: BreakReason | null = null
  failure: Error | null = null
  time = 0
  unused = 0
  mostAtOnce = 0
  readonly invites: Invites
  readonly #t: Assertions
  readonly #keys: KeyPair[] = []
  readonly #serve: ((connection: Connection) => void)[] = []

  constructor(t: Assertions) {
    this.#t = t
    let atOnce = 0
    const options: InvitesOptions = {
      keyPair: this.keyPair,
      clock: this.clock,
      timeOfDay: () => this.time,
      listenOn: (keyPair) => this.#listenOn(keyPair),
      onUnused: () => this.unused++,
      admit: (guest) => {
        if (this.refusal === null) this.guests.push(guest)
        return this.refusal
      },
      derive: async (words, hour) => {
        this.derived.push(`${words} ${hour}`)
        this.mostAtOnce = Math.max(this.mostAtOnce, ++atOnce)
        await Promise.resolve()
        atOnce--
        return HyperDHT.keyPair()
      }
    }
    this.invites = new Invites(options)
  }

  /** Comes with the words of that invite: the key learnt, or why there is none. */
  async visit(guest: KeyPair, index = 0): Promise<string | null> {
    const [wordsKey, serve] = [this.#keys[index], this.#serve[index]]
    if (!wordsKey || !serve) throw new Error('There is no such invite')
    const { client, host } = connectionPair(this.#t, guest)
    await Promise.all([client.opened, host.opened])
    serve(host)
    return introduce(client, { wordsKey, name: null }).catch((error) => toChatError(error).code)
  }

  #listenOn(keyPair: KeyPair): ReturnType<InvitesOptions['listenOn']> {
    const index = this.#keys.push(keyPair) - 1
    this.open[index] = false
    return {
      serve: (onConnection) => {
        this.#serve[index] = (connection) => onConnection(connection, () => true)
      },
      ready: async () => {
        if (this.failure) throw this.failure
        this.open[index] = true
      },
      close: async () => {
        this.open[index] = false
      }
    }
  }
}

async function codeOf(action: Promise<unknown>): Promise<string | null> {
  return action.then(
    () => null,
    (error: unknown) => toChatError(error).code
  )
}
