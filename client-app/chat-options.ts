// What the chat on the client needs.
import type { PublicKey } from '../shared/base/key.ts'
import type { ChatUi } from '../shared/chat/ui.ts'
import type { KeyPair } from '../shared/identity/keypair.ts'
import type { Usable } from './link/link-state.ts'
import type { RelayWords } from './relays/relay-words.ts'
import type { RoomRelay } from './relays/room-relay.ts'
import type { Visits } from './visits.ts'

export interface ChatOptions {
  link: Usable
  keyPair: KeyPair
  hostKey: PublicKey
  /** The DHT nodes to start from, for the line to join with. */
  bootstrap: string[]
  folder: string | null
  /** Keep a copy of what is seen on disk. */
  keepsTranscript: boolean
  /** The name to use from now on; null for the remembered one. */
  name: string | null
  /** Post these and leave, without reading any input; null to take part. */
  messages: string[] | null
  /** Limit for posting them, including connecting; null for no limit. */
  timeoutMs: number | null
  /** The keys of relays one has brought along. */
  relays?: readonly PublicKey[]
  ui: ChatUi
  /** Remembers the room. */
  visits: Visits
  /** Relays for others in the room; null if the user refuses to. */
  relay?: RoomRelay | null
  /** Listens to what the host says about relays. */
  relayWords?: RelayWords | null
  /** A user at a terminal need not wait for a host that has not admitted them. */
  isOnTerminal: boolean
  /** Wait for a host that has left. */
  reconnects: boolean
  /** Use plain lines from the start. */
  isPlain: boolean
}
