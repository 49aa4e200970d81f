// Looks at the folder of the identity: whether it can be used, and what is in it. Makes no key pair.
import fs from '#fs'
import path from '#path'
import type { KeyPair } from 'hyperdht'
import { toChatError } from '../base/errors.ts'
import { HyperDHT } from '../base/packages.ts'
import { replaceFile } from '../identity/atomic-file.ts'
import { openIdentityFolder } from '../identity/folder.ts'
import { openIdentity } from '../identity/keypair.ts'
import { lookAt, reading } from '../identity/plain-file.ts'
import type { StorageFacts } from './facts.ts'

/** As large as a few keys: a full disk shows. */
const PROBE = 'x'.repeat(64 * 1024)

export interface Examined {
  facts: StorageFacts
  /** The identity's own; a new one if there is none, or it cannot be read. */
  keyPair: KeyPair
}

export function examineStorage({
  folder,
  identity
}: {
  folder: string | null
  identity: string
}): Examined {
  const facts = { folder, problem: null, hasKey: false }
  if (folder === null) return { facts, keyPair: HyperDHT.keyPair() }
  try {
    openIdentityFolder(folder)
    const probe = path.join(folder, 'probe')
    replaceFile(probe, PROBE)
    fs.rmSync(probe)
    const file = path.join(folder, 'secret-key')
    const hasKey = reading(file, () => lookAt(file)) !== null
    const from = hasKey ? folder : null
    return {
      facts: { ...facts, hasKey },
      keyPair: openIdentity({ folder: from, name: identity, lock: false })
    }
  } catch (error) {
    return { facts: { ...facts, problem: toChatError(error).message }, keyPair: HyperDHT.keyPair() }
  }
}
