import test from 'brittle'
import { TokenBucket } from '../../../shared/base/token-bucket.ts'

test('a burst is free, and more has to be earned', (t) => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 20 }, 0)
  bucket.spend(20, 0)
  t.is(bucket.debtMs(0), 0)
  bucket.spend(5, 0)
  t.is(bucket.debtMs(0), 500)
  t.is(bucket.debtMs(400), 100)
  t.is(bucket.debtMs(500), 0)
})

test('no more than a burst is earned in quiet times', (t) => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 20 }, 0)
  bucket.spend(30, 3_600_000)
  t.is(bucket.debtMs(3_600_000), 1000)
})

test('without limits nothing is owed', (t) => {
  const bucket = new TokenBucket({ perSecond: Infinity, burst: Infinity }, 5)
  bucket.spend(1e12, 5)
  t.is(bucket.debtMs(5), 0)
})

test('taking is counted, and beyond the limit returns how long to wait', (t) => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, 0)
  t.alike(
    [0, 0, 0, 50, 100].map((now) => bucket.take(now)),
    [0, 0, 100, 50, 0]
  )
})

test('a debt is capped at the most that may be owed', (t) => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 20, mostDebt: 5 }, 0)
  bucket.spend(1000, 0)
  t.is(bucket.debtMs(0), 500)
})
