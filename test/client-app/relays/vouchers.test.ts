import test from 'brittle'
import { Vouchers } from '../../../client-app/relays/vouchers.ts'
import { keyOf, type PublicKey } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { HyperDHT } from '../../../shared/base/packages.ts'
import { TestClock } from '../../helpers/test-clock.ts'

const HOST = newKey()
const ANNA = newKey()

test('the host is admitted, who it vouches for, and nobody else', (t) => {
  const { vouchers } = create()
  t.ok(vouchers.admits(HOST))
  t.absent(vouchers.admits(ANNA))
  vouchers.give(ANNA)
  t.ok(vouchers.admits(ANNA))
  t.absent(vouchers.admits(newKey()))
})

test('a voucher ends when its owner does not come', (t) => {
  const { clock, vouchers } = create()
  vouchers.give(ANNA)
  clock.jump(LIMITS.voucherMs - 1)
  t.ok(vouchers.admits(ANNA))
  clock.jump(2)
  t.absent(vouchers.admits(ANNA), 'a try is not yet a visit')
  vouchers.give(ANNA)
  t.ok(vouchers.admits(ANNA), 'the host vouches again')
})

test('a voucher lasts while its owner is there, and ends when they have left', (t) => {
  const { clock, vouchers } = create()
  vouchers.give(ANNA)
  vouchers.came(ANNA)
  vouchers.came(ANNA)
  vouchers.left(ANNA)
  clock.jump(LIMITS.voucherMs * 10)
  t.ok(vouchers.admits(ANNA), 'one connection is left')
  vouchers.left(ANNA)
  clock.jump(LIMITS.voucherMs - 1)
  t.ok(vouchers.admits(ANNA), 'they may be on their way back')
  clock.jump(2)
  t.absent(vouchers.admits(ANNA))
})

test('who is there stays admitted, however often it is vouched for', (t) => {
  const { clock, vouchers } = create()
  vouchers.give(ANNA)
  vouchers.came(ANNA)
  vouchers.give(ANNA)
  clock.jump(LIMITS.voucherMs + 1)
  t.ok(vouchers.admits(ANNA))
})

test('the handshakes that one has in excess use up nothing of the others', (t) => {
  const { vouchers } = create()
  vouchers.give(ANNA)
  for (let count = 0; count < 2 * LIMITS.roomRelayHandshakes.burst; count++) vouchers.admits(ANNA)
  t.ok(vouchers.admits(HOST))
})

test('each has a few handshakes, however often it is vouched for', (t) => {
  const { clock, vouchers } = create()
  const { burst, perSecond } = LIMITS.vouchedHandshakes
  t.is(
    countOf(20, () => {
      vouchers.give(ANNA)
      return vouchers.admits(ANNA)
    }),
    burst
  )
  clock.jump(1000 / perSecond)
  t.ok(vouchers.admits(ANNA))
  t.absent(vouchers.admits(ANNA))
})

test('all of them together, and the host, have not many more', (t) => {
  const { clock, vouchers } = create()
  const { burst, perSecond } = LIMITS.roomRelayHandshakes
  const admitsNew = (): boolean => {
    const key = newKey()
    vouchers.give(key)
    return vouchers.admits(key)
  }
  t.is(countOf(burst + 20, admitsNew), burst)
  t.absent(vouchers.admits(HOST))
  clock.jump(10_000)
  t.is(countOf(20, admitsNew), 10 * perSecond)
})

test('the last thousand are remembered', (t) => {
  const { vouchers } = create()
  vouchers.give(ANNA)
  for (let count = 0; count < LIMITS.vouchedKeys; count++) vouchers.give(newKey())
  t.absent(vouchers.admits(ANNA))
})

function create(): { clock: TestClock; vouchers: Vouchers } {
  const clock = new TestClock()
  return { clock, vouchers: new Vouchers(HOST, clock) }
}

function countOf(times: number, happens: () => boolean): number {
  return Array.from({ length: times }, happens).filter(Boolean).length
}

function newKey(): PublicKey {
  return keyOf(HyperDHT.keyPair().publicKey)
}
