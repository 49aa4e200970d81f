// The key pair an app runs with, and the report of where it is stored.
import { keyOf } from '../base/key.ts'
import { quote } from '../base/text.ts'
import { openIdentity, type KeyPair } from '../identity/keypair.ts'
import { isTerminal } from './descriptor.ts'
import { usage } from './flags.ts'
import type { CommonOptions } from './options.ts'
import type { Report } from './report.ts'

/**
 * Opens the identity of the options; for `lock` and the errors see openIdentity. Reports once where a new key is
 * stored: each runtime, and each way to start an app with Pear, has its own place. Throws USAGE if that is the key of a
 * relay, too.
 */
export function openOwnKey(options: CommonOptions, lock: boolean, report: Report): KeyPair {
  const onMade = (folder: string): void => {
    if (isTerminal(2)) report({ event: 'key-made', folder })
  }
  const { folder, identity: name, relays } = options
  const keyPair = openIdentity({ folder, name, lock, onMade })
  if (relays.includes(keyOf(keyPair.publicKey))) {
    const reason = `One of your relays has the key of your own identity ${quote(name)}, where you cannot meet others`
    throw usage(`${reason}. Leave it out, or use another identity: --identity <name>`)
  }
  return keyPair
}
