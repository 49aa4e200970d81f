// Where bytes are written to.
export interface Outlet {
  /** Writes in order. Calls back once: when the system has accepted all bytes, or with the error. */
  write(bytes: Uint8Array, onDone: (cause?: unknown) => void): void
}
