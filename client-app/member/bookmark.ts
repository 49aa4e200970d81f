// Remembers how far a member has read, once its output has written that, and its own copy of the room: a process that is
// killed in between would leave a gap there for good.
import type { OwnTranscript } from '../memory/own-transcript.ts'
import type { KnownIds } from '../../shared/room/known-ids.ts'
import type { Reader, Resume } from '../../shared/room/reader.ts'

/** What is remembered from one process to the next. */
export interface Memory {
  readonly posts: KnownIds
  readonly whispers: KnownIds
  /** How far an earlier process had read, and when (in milliseconds since 1970); null for none. */
  readonly before: (Resume & { at: number }) | null
  /** Everything received so far ends at this place. The result is called once that is written. */
  reached(resume: Resume): () => void
}

export interface BookmarkOptions {
  memory: Memory | undefined
  reader: Pick<Reader, 'position' | 'signedFrom'>
  /** Resolves when everything reported so far has been written to standard output. */
  heard: () => Promise<void>
  transcript: Pick<OwnTranscript, 'written'>
}

export class Bookmark {
  readonly #options: BookmarkOptions
  /** Whether our output has been asked if it has written everything so far, and has to be asked once more. */
  #asked: 'no' | 'once' | 'again' = 'no'

  constructor(options: BookmarkOptions) {
    this.#options = options
  }

  /** Something was reported. */
  move(): void {
    const { memory, reader } = this.#options
    const { position, signedFrom } = reader
    if (memory === undefined || position === null) return
    if (this.#asked !== 'no') {
      this.#asked = 'again'
      return
    }
    this.#asked = 'once'
    const onWritten = memory.reached({ position, signedFrom })
    void this.#kept().then(() => {
      onWritten()
      const isBehind = this.#asked === 'again'
      this.#asked = 'no'
      if (isBehind) this.move()
    })
  }

  async #kept(): Promise<void> {
    const { heard, transcript } = this.#options
    await Promise.all([heard(), transcript.written()])
  }
}
