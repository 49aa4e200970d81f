// What is kept of a room from one process of a member to the next, beside its key.
import { wait } from '../../shared/base/clock.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import { HeardFile } from './heard-file.ts'
import { OutboxFile } from './outbox-file.ts'
import { OwnTranscript } from './own-transcript.ts'

export interface RoomMemoryOptions {
  /** The identity's folder; null keeps nothing. */
  folder: string | null
  /** The room's key. */
  room: PublicKey
  /** Keep a copy of what is seen. */
  keepsTranscript: boolean
  /** Something cannot be kept, as a sentence. */
  onProblem: (problem: string) => void
}

export class RoomMemory {
  readonly heard: HeardFile
  readonly outbox: OutboxFile
  readonly transcript: OwnTranscript

  constructor({ folder, room, keepsTranscript, onProblem }: RoomMemoryOptions) {
    this.heard = new HeardFile({ folder, room, onProblem })
    this.outbox = new OutboxFile({ folder, room, onProblem })
    const copiedTo = keepsTranscript ? folder : null
    this.transcript = new OwnTranscript({ folder: copiedTo, room, onProblem })
  }

  /** Writes what is pending. */
  async close(): Promise<void> {
    this.outbox.close()
    await this.transcript.close()
    // How far somebody has read is told once the copy has it: at the end of this turn.
    await wait(0)
    this.heard.close()
  }
}
