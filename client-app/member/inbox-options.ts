// What the inbox of a member needs.
import type { PublicKey } from '../../shared/base/key.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import type { Welcome } from '../../shared/room/messages.ts'
import type { Memory } from './bookmark.ts'
import type { OwnTranscript } from '../memory/own-transcript.ts'

export interface InboxOptions {
  keyPair: KeyPair
  hostKey: PublicKey
  /** What earlier processes received in this room, and how far they had read. */
  memory?: Memory
  /** Keeps what is seen. */
  transcript: Pick<OwnTranscript, 'add' | 'past' | 'written'>
  say: (output: Output) => void
  /** Resolves when everything reported so far has been written to standard output. */
  heard: () => Promise<void>
  /** The host has admitted us. */
  onWelcome: (welcome: Welcome) => void
  /** Everything that was missed has arrived. */
  onCaughtUp: () => void
  /** A post of this member has been ordered. */
  onOwnPost: (id: string) => void
}
