import b4a from 'b4a'
import test from 'brittle'
import { deriveInviteKey, hourOf, hoursAround } from '../../../shared/identity/invite-key.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { sodium } from '../../../shared/base/packages.ts'
import { wait } from '../../../shared/base/clock.ts'

const WORDS = 'brave-lemon-orbit-tunnel'
const CHEAP = {
  operations: sodium.crypto_pwhash_OPSLIMIT_MIN,
  memoryBytes: sodium.crypto_pwhash_MEMLIMIT_MIN
}

test('the same words and hour give the same key pair, others give another', async (t) => {
  const key = async (words: string, hour: number): Promise<string> =>
    b4a.toString((await deriveInviteKey(words, hour, CHEAP)).publicKey, 'hex')
  const first = await key(WORDS, 7)
  t.is(await key(WORDS, 7), first)
  t.not(await key(WORDS, 8), first)
  t.not(await key('brave-lemon-orbit-turkey', 7), first)
})

test('at full cost the derived key matches the protocol, and does not block', async (t) => {
  let ticks = 0
  let isDone = false
  const derived = deriveInviteKey(WORDS, 500_000).finally(() => (isDone = true))
  while (!isDone) {
    await wait(10)
    ticks++
  }
  const { publicKey } = await derived
  t.is(keyOf(publicKey), '438b03e0100d4c1706a0a9c20a2c8e2c3f6d095ec10dd4a3397a71c0ed99876a')
  t.ok(ticks > 3, `${ticks} ticks of 10 ms meanwhile`)
})

test('a machine with too little memory says so', async (t) => {
  const cost = { ...CHEAP, memoryBytes: 4 * 1024 ** 4 }
  const error = await deriveInviteKey(WORDS, 7, cost).catch((cause: unknown) => cause)
  t.is((error as { code?: string }).code, 'WORDS_TOO_COSTLY')
})

test('a joiner tries its own hour and both neighbours, the nearer one first', (t) => {
  const at = (hour: number, minute: number): number => (hour * 60 + minute) * 60_000
  t.is(hourOf(at(500_000, 59)), 500_000)
  t.alike(hoursAround(at(10, 5)), [10, 9, 11])
  t.alike(hoursAround(at(10, 55)), [10, 11, 9])
})
