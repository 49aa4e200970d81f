// Public keys for tests.
import { isKey, type PublicKey } from '../../shared/base/key.ts'

/** The key of these digits over and over, such as `testKey('ab')`; or the one with that number. */
export function testKey(digits: string | number): PublicKey {
  const key =
    typeof digits === 'number'
      ? digits.toString(16).padStart(64, '0')
      : digits.repeat(64 / digits.length)
  if (!isKey(key)) throw new Error(`${digits} makes no key`)
  return key
}
