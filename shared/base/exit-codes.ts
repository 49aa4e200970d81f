// Exit codes, the same for both apps.

/** A process killed by signal n exits with 128 + n. */
export const EXIT = {
  OK: 0,
  UNEXPECTED: 1,
  USAGE: 2,
  UNREACHABLE: 3,
  REFUSED: 4,
  LOST: 5,
  TIMED_OUT: 6
} as const
