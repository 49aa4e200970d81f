import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { toChatError, type ChatErrorCode } from '../../../shared/base/errors.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { introduce } from '../../../shared/invite/guest-end.ts'
import { receiveGuest, type Guest } from '../../../shared/invite/host-end.ts'
import { guestHello, hostIntroduction, INVITE_PROTOCOL } from '../../../shared/invite/messages.ts'
import { openChannel } from '../../../shared/network/channel.ts'
import { guard } from '../../../shared/network/guard.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { control, type BreakReason, type Json } from '../../../shared/network/wire.ts'
import { PIPE_PROTOCOL } from '../../../shared/pipe/messages.ts'
import { connectionPair, type ConnectionPair } from '../../helpers/channel-pair.ts'

test('a guest with the words learns the key of the host, and the host learns the guest and its name', async (t) => {
  const { pair, hostKey, wordsKey, guestKey, guests } = await meet(t)
  const key = await introduce(pair.client, { wordsKey, name: 'anna' })
  t.is(key, keyOf(hostKey.publicKey))
  t.alike(guests, [{ key: keyOf(guestKey.publicKey), name: 'anna' }])
})

test('a disallowed name counts as none', async (t) => {
  const { pair, wordsKey, guests } = await meet(t)
  await introduce(pair.client, { wordsKey, name: '\x1b]0;root\x07' })
  t.is(guests[0]?.name, null)
})

test('the announcement alone lets nobody in', async (t) => {
  const { pair, guests } = await meet(t)
  const other = HyperDHT.keyPair()
  t.is(await refusal(introduce(pair.client, { wordsKey: other, name: null })), 'PEER_PROTOCOL')
  t.is(guests.length, 0)
})

test('a proof for another connection lets nobody in', async (t) => {
  const { pair, wordsKey, guests } = await meet(t)
  const hello = guestHello(null, wordsKey, b4a.alloc(64, 1))
  t.is(await broken(pair, hello), 'protocol')
  t.is(guests.length, 0)
})

test('an invalid hello lets nobody in', async (t) => {
  for (const hello of [{}, { name: 7, proof: 'x' }, { proof: '0'.repeat(128) }]) {
    const { pair, guests } = await meet(t)
    t.is(await broken(pair, hello), 'protocol', JSON.stringify(hello))
    t.is(guests.length, 0)
  }
})

test('a guest is told that the words are spent, or that it is banned', async (t) => {
  for (const [reason, code] of [
    ['spent', 'WORDS_SPENT'],
    ['banned', 'BANNED']
  ] as const) {
    const { pair, wordsKey } = await meet(t, reason)
    t.is(await refusal(introduce(pair.client, { wordsKey, name: null })), code)
  }
})

test('a guest that introduces itself as a host is disconnected', async (t) => {
  const { pair, wordsKey } = await meet(t)
  const hash = await openHash(pair)
  const hello = guestHello(null, wordsKey, hash)
  t.is(await broken(pair, hello, hostIntroduction(HyperDHT.keyPair(), hash)), 'protocol')
})

test('a host without the secret key it claims is not believed', async (t) => {
  const wordsKey = HyperDHT.keyPair()
  const pair = connectionPair(t)
  const hash = await openHash(pair)
  const claimed = b4a.toString(HyperDHT.keyPair().publicKey, 'hex')
  const { proof } = hostIntroduction(HyperDHT.keyPair(), hash)
  claim(pair, { key: claimed, proof })
  t.is(await refusal(introduce(pair.client, { wordsKey, name: null })), 'PROTOCOL')
})

test('a peer that opens another channel is disconnected', async (t) => {
  const { pair, guests } = await meet(t)
  const closed = new Promise<void>((resolve) => pair.client.once('close', resolve))
  openChannel(pair.client, { protocol: PIPE_PROTOCOL }, { onBreak() {}, onClose() {} })
  await closed
  t.is(guests.length, 0)
})

test('a frame over the limit disconnects its sender', async (t) => {
  const { pair, guests, wordsKey } = await meet(t)
  const closed = new Promise<void>((resolve) => pair.client.once('close', resolve))
  const hello = { ...guestHello(null, wordsKey, await openHash(pair)), more: 'a'.repeat(3000) }
  openChannel(pair.client, { protocol: INVITE_PROTOCOL, hello }, { onBreak() {}, onClose() {} })
  await closed
  t.is(guests.length, 0)
})

interface Meeting {
  pair: ConnectionPair
  hostKey: KeyPair
  wordsKey: KeyPair
  guestKey: KeyPair
  /** Those let in. */
  guests: Guest[]
}

/** A host that receives a guest, or turns it away. */
async function meet(t: Assertions, reason: BreakReason | null = null): Promise<Meeting> {
  const [hostKey, wordsKey, guestKey] = [HyperDHT.keyPair(), HyperDHT.keyPair(), HyperDHT.keyPair()]
  const pair = connectionPair(t, guestKey)
  const guests: Guest[] = []
  guard(pair.host, TRAFFIC.invite)
  await openHash(pair)
  const admit = (guest: Guest): BreakReason | null => {
    if (reason === null) guests.push(guest)
    return reason
  }
  void receiveGuest(pair.host, { hostKey, wordsKey: keyOf(wordsKey.publicKey), admit })
  return { pair, hostKey, wordsKey, guestKey, guests }
}

async function openHash({ client, host }: ConnectionPair): Promise<Uint8Array> {
  await Promise.all([client.opened, host.opened])
  return client.handshakeHash ?? b4a.alloc(0)
}

/** The reason for which the host breaks off with a client that says these things. */
function broken(
  { client }: ConnectionPair,
  hello: object,
  introduction?: Json | object
): Promise<BreakReason> {
  return new Promise((resolve) => {
    openChannel(
      client,
      { protocol: INVITE_PROTOCOL, hello },
      {
        onBreak: resolve,
        onClose() {},
        addMessages: (channel) => {
          const message = channel.addMessage({ encoding: control, onmessage() {} })
          if (introduction) setImmediate(() => message.send({ ...introduction }))
        }
      }
    )
  })
}

/** A host that introduces itself with these words. */
function claim({ host }: ConnectionPair, introduction: object): void {
  openChannel(
    host,
    { protocol: INVITE_PROTOCOL },
    {
      onBreak() {},
      onClose() {},
      addMessages: (channel) => {
        const message = channel.addMessage({ encoding: control, onmessage() {} })
        setImmediate(() => message.send({ ...introduction }))
      }
    }
  )
}

async function refusal(action: Promise<unknown>): Promise<ChatErrorCode | null> {
  return action.then(
    () => null,
    (error: unknown) => toChatError(error).code
  )
}
