import test from 'brittle'
import { Arrivals, type ArrivalsOptions } from '../../../shared/network/arrivals.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

interface Visitor {
  name: string
  address: string
}

test('the oldest peer that only shook hands makes room for the next', (t) => {
  const { arrivals, out } = place(t)
  const visitors = many(LIMITS.arriving + 3)
  for (const visitor of visitors) arrivals.add(visitor)
  t.alike(out, ['0', '1', '2'])
  t.is(arrivals.arriving, LIMITS.arriving)
})

test('one address does not displace others', (t) => {
  const { arrivals, out } = place(t)
  const [anna, ...flood] = many(LIMITS.arrivingOfAddress + 3, '192.0.2.7')
  if (anna) arrivals.add({ ...anna, address: '192.0.2.8' })
  for (const visitor of flood) arrivals.add(visitor)
  t.alike(out, ['1', '2'])
})

test('a peer whose stream has begun is not displaced by mere handshakes', (t) => {
  const { arrivals, out } = place(t)
  const [anna, ...flood] = many(LIMITS.arriving + 2)
  if (!anna) return
  arrivals.add(anna)
  arrivals.begin(anna)
  for (const visitor of flood) arrivals.add(visitor)
  t.alike(out, ['1'])
  t.ok(arrivals.settle(anna))
})

test('the number of settled peers is limited, in total and per address', (t) => {
  const { arrivals } = place(t, { most: 5, mostOfAddress: 2 })
  const stays = (visitor: Visitor): boolean => {
    arrivals.add(visitor)
    arrivals.begin(visitor)
    return arrivals.settle(visitor)
  }
  const neighbours = many(3, '192.0.2.7')
  t.alike(neighbours.map(stays), [true, true, false])
  t.alike(many(4).map(stays), [true, true, true, false])
  const [first, , third] = neighbours
  if (first) arrivals.delete(first)
  t.ok(third && arrivals.settle(third), 'who goes makes room')
  t.ok(third && arrivals.settle(third), 'and a place is kept')
})

test('a peer whose stream has not begun gets no place', (t) => {
  const { arrivals } = place(t)
  const [anna] = many(1)
  if (!anna) return
  arrivals.add(anna)
  t.absent(arrivals.settle(anna))
})

test('a peer that is gone does not arrive any more', (t) => {
  const { arrivals } = place(t)
  const [anna] = many(1)
  if (!anna) return
  arrivals.add(anna)
  arrivals.delete(anna)
  arrivals.begin(anna)
  t.is(arrivals.arriving, 0)
})

test('a peer that finds no place in time is disconnected, and one that has found one stays', async (t) => {
  const { arrivals, out, next } = place(t, { settleMs: 20 })
  const [anna, ben] = many(2)
  if (!anna || !ben) return
  for (const visitor of [anna, ben]) {
    arrivals.add(visitor)
    arrivals.begin(visitor)
  }
  arrivals.settle(anna)
  await next()
  t.alike(out, ['1'])
})

function place(
  t: { teardown: (task: () => void) => void },
  options: Partial<ArrivalsOptions<Visitor>> = {}
) {
  const out: string[] = []
  const known = new Set<Visitor>()
  let onOut = (): void => {}
  const arrivals = new Arrivals<Visitor>({
    most: 100,
    mostOfAddress: 100,
    settleMs: 10_000,
    addressOf: (visitor) => {
      known.add(visitor)
      return visitor.address
    },
    putOut: ({ name }) => {
      out.push(name)
      onOut()
    },
    ...options
  })
  // Their timers would keep the process.
  t.teardown(() => known.forEach((visitor) => arrivals.delete(visitor)))
  return { arrivals, out, next: () => new Promise<void>((resolve) => (onOut = resolve)) }
}

function many(count: number, address?: string): Visitor[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${index}`,
    address: address ?? `198.51.100.${index}`
  }))
}
