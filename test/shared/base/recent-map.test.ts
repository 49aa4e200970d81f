import test from 'brittle'
import { RecentMap } from '../../../shared/base/recent-map.ts'

test('the oldest entries are dropped when there are too many', (t) => {
  const map = new RecentMap<string, number>(2)
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index)
  t.alike(map.keys(), ['b', 'c'])
  t.absent(map.has('a'))
  t.is(map.get('c'), 2)
})

test('setting an entry again makes it the newest', (t) => {
  const map = new RecentMap<string, number>(2)
  for (const key of ['a', 'b', 'a', 'c']) map.set(key, 0)
  t.alike(map.keys(), ['a', 'c'])
})

test('older entries are added before all others and change none of them', (t) => {
  const map = new RecentMap<string, number>(3)
  map.set('c', 3)
  map.addOlder([
    ['a', 1],
    ['b', 2],
    ['c', 0]
  ])
  t.is(map.get('c'), 3)
  map.set('d', 4)
  t.absent(map.has('a'), 'the oldest went')
})

test('older entries beyond the limit are dropped', (t) => {
  const map = new RecentMap<string, number>(2)
  map.set('c', 3)
  map.addOlder([
    ['a', 1],
    ['b', 2]
  ])
  t.alike(map.keys(), ['b', 'c'])
})
