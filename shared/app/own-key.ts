// The key pair an app runs on, and what a person is told of it.
import { openIdentity, type KeyPair } from '../identity/keypair.ts'
import { isTerminal } from './descriptor.ts'
import type { CommonOptions } from './options.ts'
import type { Report } from './report.ts'

/**
 * Opens the identity the options name; `lock` as for openIdentity, which says what it throws. A person is told once
 * where it is kept: each runtime, and each way to start an app with Pear, has a place of its own.
 */
export function openOwnKey(options: CommonOptions, lock: boolean, report: Report): KeyPair {
  const onMade = (folder: string): void => {
    if (isTerminal(2)) report({ event: 'key-made', folder })
  }
  return openIdentity({ folder: options.folder, name: options.identity, lock, onMade })
}
