import b4a from 'b4a'
import test from 'brittle'
import { KeySet } from '../../../server-app/access/key-set.ts'

test('a set holds each added key once, however many there are', (t) => {
  const set = new KeySet()
  const keys = Array.from({ length: 5000 }, (_, index) => keyOf(index * 2))
  for (const key of [...keys, ...keys]) set.add(key)
  t.is(set.size, keys.length)
  t.ok(keys.every((key) => set.has(key)))
  t.absent(keys.some((_, index) => set.has(keyOf(index * 2 + 1))))
  t.alike(set.startingWith(b4a.alloc(0)).map(hex), keys.map(hex))
  t.alike(set.startingWith(keyOf(8).subarray(0, 4)).map(hex), [hex(keyOf(8))])
})

test('keys with the same beginning are distinct', (t) => {
  const set = new KeySet(1)
  const keys = Array.from({ length: 300 }, (_, index) => {
    const key = b4a.alloc(32, 7)
    key[31] = index % 256
    key[30] = index >> 8
    return key
  })
  for (const key of keys.slice(1)) set.add(key)
  t.is(set.size, keys.length - 1)
  t.absent(set.has(keys[0] ?? keyOf(0)))
  t.ok(keys.slice(1).every((key) => set.has(key)))
})

test('an added key is copied', (t) => {
  const set = new KeySet()
  const key = keyOf(1)
  set.add(key)
  key.fill(0)
  t.ok(set.has(keyOf(1)))
  t.absent(set.has(key))
})

function keyOf(index: number): Uint8Array {
  return b4a.from(Array.from(String(index).padStart(8, '0')).reverse().join('').repeat(8), 'hex')
}

function hex(key: Uint8Array): string {
  return b4a.toString(key, 'hex')
}
