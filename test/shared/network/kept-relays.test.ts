import test from 'brittle'
import { KeptRelays } from '../../../shared/network/kept-relays.ts'
import { testKey } from '../../helpers/keys.ts'

test('those said last are kept, each once, and others let go', (t) => {
  const calls: string[] = []
  const keep = (key: string): (() => void) => {
    calls.push(`keep ${key[0] ?? ''}`)
    return () => calls.push(`let go ${key[0] ?? ''}`)
  }
  const kept = new KeptRelays({ keep })
  const [one, two, three] = [testKey('a'), testKey('b'), testKey('c')]
  kept.set([one, two])
  kept.set([two, three])
  kept.set([three])
  kept.set([one, three])
  t.alike(calls, ['keep a', 'keep b', 'let go a', 'keep c', 'let go b', 'keep a'])
})
