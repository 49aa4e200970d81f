// The key pair an app runs with, and the report of where it is stored.
import { openIdentity, type KeyPair } from '../identity/keypair.ts'
import { isTerminal } from './descriptor.ts'
import type { CommonOptions } from './options.ts'
import type { Report } from './report.ts'

/**
 * Opens the identity of the options; for `lock` and the errors see openIdentity. Reports once where a new key is
 * stored: each runtime, and each way to start an app with Pear, has its own place.
 */
export function openOwnKey(options: CommonOptions, lock: boolean, report: Report): KeyPair {
  const onMade = (folder: string): void => {
    if (isTerminal(2)) report({ event: 'key-made', folder })
  }
  return openIdentity({ folder: options.folder, name: options.identity, lock, onMade })
}
