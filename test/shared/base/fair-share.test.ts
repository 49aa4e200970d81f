import test from 'brittle'
import { FairShare } from '../../../shared/base/fair-share.ts'

const RATE = { perSecond: 500, burst: 100 }

test('nobody waits while all together use no more than they may', (t) => {
  const { join } = open()
  const [anna, ben] = [join(), join()]
  anna?.spend(100, 0)
  t.is(anna?.debtMs(0), 0, 'even who uses all of it')
  t.is(ben?.debtMs(0), 0)
})

test('those who use more than most wait until all of it is paid off, and others do not', (t) => {
  const { join } = open()
  const [anna, ben, ...heavy] = Array.from({ length: 62 }, join)
  anna?.spend(1, 0)
  for (const eve of heavy) eve.spend(10, 0)
  t.is(anna?.debtMs(0), 0, 'she has used a little')
  t.is(ben?.debtMs(0), 0, 'he has used nothing')
  t.ok(heavy.every((eve) => eve.debtMs(0) === ((1 + 600 - 100) / 500) * 1000))
  t.ok(heavy.every((eve) => eve.debtMs(1002) === 0))
})

test('who used much a while ago does not wait for those who do now', (t) => {
  const { join } = open()
  const [anna, eve] = [join(), join()]
  anna.spend(200, 0)
  eve.spend(1000, 3000)
  t.is(anna.debtMs(3000), 0)
  t.ok(eve.debtMs(3000) > 0)
})

test('whoever leaves is no longer one of them', (t) => {
  const { join } = open()
  const [anna, ben, ...idle] = Array.from({ length: 10 }, join)
  anna?.spend(300, 0)
  ben?.spend(200, 0)
  t.ok((ben?.debtMs(0) ?? 0) > 0)
  for (const one of idle) one.leave()
  t.is(ben?.debtMs(0), 0, 'of two, he is the lesser')
})

test('who uses a little all the time has not used much', (t) => {
  const { join } = open()
  const [anna, eve] = [join(), join()]
  for (let second = 0; second < 10; second++) anna.spend(100, second * 1000)
  eve.spend(1000, 9000)
  t.is(anna.debtMs(9000), 0)
  t.ok(eve.debtMs(9000) > 0)
})

function open() {
  const all = new FairShare(RATE, 0)
  return { join: () => all.join(0) }
}
