// Limits of pipes. Part of LIMITS (limits.ts).

export const PIPE_LIMITS = {
  /** A data message of the pipe. */
  dataBytes: 1024 * 1024,
  /** How far a pipe's sender may run ahead of the receipts at first: enough for 40 MB/s over 200 ms. */
  windowBytes: 8 * 1024 * 1024,
  /**
   * The widest a receiver opens that window, for 120 MB/s over 200 ms. The sender keeps as much in memory, until it is
   * confirmed; a receiver whose output stalls puts on disk what is beyond the first window.
   */
  widestWindowBytes: 24 * 1024 * 1024,
  /** How long a pipe waits for a broken connection to come back, unless --resume says otherwise. */
  resumeMs: 60_000,
  /** Range of --resume, in seconds: a day. */
  resumeWished: { least: 0, most: 24 * 60 * 60 },
  /** Pipes that wait for their connections while a host serves other peers: as many as may send at a time. */
  waitingPipes: 64,
  /** What all of these keep in memory to send again. With the widest window of the one being served it is 56 MiB. */
  waitingBytes: 32 * 1024 * 1024,

  /**
   * How long a pipe's peer that has neither sent nor confirmed anything keeps its seat when another comes. As long as a
   * silent peer is waited for at first.
   */
  speakMs: 1000,

  /** Peers that may send to one output at the same time. */
  senders: 64,
  /** Buffered in memory for each of them; the rest is buffered on disk. */
  senderBytes: 256 * 1024,
  /** The longest line that is never interleaved with other senders' lines. */
  senderLineBytes: 64 * 1024,
  /** How long other senders wait for an unfinished line. */
  senderLineMs: 2000
} as const
