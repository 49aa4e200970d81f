// Where bytes are read from.

/** The part of a stream that is used to read it. It may emit a chunk or two after it was paused. */
export interface Input {
  /** True for a terminal. */
  readonly isTTY?: boolean
  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): unknown
  pause(): unknown
  resume(): unknown
}

export interface InputEvents {
  data: (chunk: Uint8Array) => void
  end: () => void
  error: (cause: unknown) => void
}
