import type { NodeAddress } from 'hyperdht'

/** What the ends of a punch tell each other. */
export interface PunchWord {
  error: number
  firewall: number
  round: number
  connected: boolean
  punching: boolean
  addresses: NodeAddress[] | null
  remoteAddress: NodeAddress | null
  /** Proves, when it comes back, that the other end is where it says. */
  token: Uint8Array | null
  remoteToken: Uint8Array | null
}

export default class SecurePayload {
  constructor(secret: Uint8Array)
  encrypt(word: PunchWord): Uint8Array
  decrypt(bytes: Uint8Array): PunchWord | null
}
