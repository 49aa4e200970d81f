import test from 'brittle'
import { bytesOf, keyOf } from '../../../shared/base/key.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import { Pairs, type End } from '../../../shared/relay/pairs.ts'
import { testKey } from '../../helpers/keys.ts'

/** A peer at a relay. */
class Peer implements Omit<End, 'stream'> {
  isGone = false
  readonly connection

  constructor(key: number, remoteHost: string) {
    this.connection = {
      remotePublicKey: bytesOf(testKey(key)),
      rawStream: { remoteHost },
      destroy: () => void (this.isGone = true)
    }
  }

  /** An end of a pair. */
  end(): End & { isDestroyed: boolean; destroy: () => void } {
    const listeners: (() => void)[] = []
    const end = {
      isDestroyed: false,
      connection: this.connection,
      destroy: () => {
        if (end.isDestroyed) return
        end.isDestroyed = true
        for (const listener of listeners) listener()
      },
      stream: {
        bytesReceived: 0,
        destroy: () => end.destroy(),
        on: (_event: 'close', listener: () => void) => listeners.push(listener)
      }
    }
    return end
  }
}

let keys = 0
let tokens = 0
const peerAt = (address: string): Peer => new Peer(++keys, address)

/** Pairs two peers. Returns their ends. */
function meet(pairs: Pairs, one: Peer, other: Peer): ReturnType<Peer['end']>[] {
  const token = `${++tokens}`
  const ends = [one.end(), other.end()]
  for (const end of ends) pairs.add(token, end)
  return ends
}

function relay(
  most: number,
  host: Peer | null = null
): { pairs: Pairs; ended: End[]; idle: unknown[] } {
  const ended: End[] = []
  const idle: unknown[] = []
  const onIdle = (connection: unknown): unknown => idle.push(connection)
  return {
    pairs: new Pairs({
      most,
      host: host && keyOf(host.connection.remotePublicKey),
      onEnd: (end) => ended.push(end),
      onIdle
    }),
    ended,
    idle
  }
}

test('whatever ends one end of a pair ends the other', (t) => {
  const { pairs, ended, idle } = relay(9)
  const [host, anna, ben] = [peerAt('a'), peerAt('b'), peerAt('c')]
  const [atHost, atAnna] = meet(pairs, host, anna)
  meet(pairs, host, ben)
  atAnna?.destroy()
  t.alike([pairs.size, ended.length], [1, 2])
  t.ok(atHost?.isDestroyed)
  t.is(idle[0], anna.connection)
  pairs.leave(ben.connection)
  t.is(pairs.size, 0)
  t.ok(idle.includes(host.connection))
  t.alike([anna.isGone, host.isGone], [false, false], 'they may meet others')
})

test('a pair that is too much is dropped, and who had no other learns it', (t) => {
  const { pairs } = relay(9)
  const [host, anna, ben] = [peerAt('a'), peerAt('b'), peerAt('c')]
  meet(pairs, host, anna)
  const [atHost] = meet(pairs, host, ben)
  if (atHost) pairs.drop(atHost)
  t.alike([pairs.size, host.isGone, anna.isGone, ben.isGone], [1, false, false, true])
})

test('a peer that goes takes all its pairs along, however often it has used a token', (t) => {
  const { pairs } = relay(9)
  const [one, other] = [peerAt('a'), peerAt('a')]
  const twice = [one.end(), other.end(), one.end(), other.end()]
  for (const end of twice) pairs.add('the same', end)
  t.is(pairs.size, 2)
  pairs.leave(one.connection)
  t.is(pairs.size, 0)
  t.ok(twice.every(({ isDestroyed }) => isDestroyed))
})

test('one key has only so many pairs', (t) => {
  const { pairs } = relay(1000)
  const host = peerAt('a')
  for (let count = 0; count < LIMITS.relayedPairsOfPeer; count++) meet(pairs, host, peerAt('b'))
  const late = peerAt('c')
  meet(pairs, host, late)
  t.is(pairs.size, LIMITS.relayedPairsOfPeer)
  t.alike([late.isGone, host.isGone], [true, false])
})

test('when a relay is full, pairs of crowded addresses give way, the newest first', (t) => {
  const { pairs } = relay(4)
  const [host, anna] = [peerAt('host'), peerAt('anna')]
  const crowd = Array.from({ length: 6 }, () => peerAt('crowd'))
  const [one, two, three, four, five, six] = crowd as [Peer, Peer, Peer, Peer, Peer, Peer]
  meet(pairs, one, two)
  meet(pairs, three, four)
  meet(pairs, five, six)
  meet(pairs, host, anna)
  const ben = peerAt('ben')
  meet(pairs, host, ben)
  t.alike([ben.isGone, five.isGone, six.isGone, one.isGone], [false, true, true, false])
  const late = peerAt('crowd')
  meet(pairs, late, peerAt('crowd'))
  t.ok(late.isGone)
  t.alike([anna.isGone, ben.isGone, pairs.size], [false, false, 4])
})

test('when a relay is full, a pair that is used no more gives way, and keeps its connections', (t) => {
  const quiet = new Set<End>()
  const pairs = new Pairs({
    most: 2,
    host: null,
    onEnd: () => {},
    onIdle: () => {},
    isQuiet: (end) => quiet.has(end)
  })
  const [one, other] = [peerAt('1'), peerAt('2')]
  const [busy, unused] = [meet(pairs, peerAt('1'), peerAt('2')), meet(pairs, one, other)]
  quiet.add(busy[0] as End)
  for (const end of unused) quiet.add(end)
  t.is(pairs.used, 1)
  const [newcomer] = meet(pairs, peerAt('1'), peerAt('2'))
  t.absent(newcomer?.isDestroyed)
  t.absent(busy[0]?.isDestroyed)
  t.ok(unused[0]?.isDestroyed)
  t.absent(one.isGone)
  t.is(pairs.used, 2)
})

test('nobody gives way to who comes from as crowded an address', (t) => {
  const { pairs } = relay(1)
  const [one, other] = [peerAt('a'), peerAt('b')]
  meet(pairs, one, other)
  const late = peerAt('c')
  meet(pairs, late, peerAt('d'))
  t.alike([late.isGone, one.isGone, other.isGone], [true, false, false])
})

test('a host that meets many newcomers gives way to nobody', (t) => {
  const { pairs } = relay(3)
  const host = peerAt('host')
  const newcomers = ['anna', 'ben', 'cem'].map(peerAt)
  for (const newcomer of newcomers) meet(pairs, host, newcomer)
  const late = peerAt('late')
  meet(pairs, late, peerAt('other'))
  t.ok(late.isGone)
  t.absent(newcomers.some(({ isGone }) => isGone))
})

test('a relay of a room carries nobody but its host with somebody else', (t) => {
  const host = peerAt('a')
  const { pairs } = relay(9, host)
  const [anna, ben] = [peerAt('b'), peerAt('c')]
  const ends = meet(pairs, anna, ben)
  t.alike([pairs.size, anna.isGone, ben.isGone], [0, true, true])
  t.ok(ends.every(({ isDestroyed }) => isDestroyed))
  meet(pairs, host, host)
  t.is(pairs.size, 0)
  const carl = peerAt('d')
  meet(pairs, carl, host)
  t.is(pairs.size, 1)
})

test('one newcomer does not take the place of all others of a room', (t) => {
  const host = peerAt('a')
  const { pairs } = relay(9, host)
  const anna = peerAt('b')
  for (let count = 0; count < 9; count++) meet(pairs, host, anna)
  t.is(pairs.size, LIMITS.relayedPairsOfGuest)
  meet(pairs, host, peerAt('c'))
  t.is(pairs.size, LIMITS.relayedPairsOfGuest + 1)
  t.absent(anna.isGone, 'those it has go on')
})
