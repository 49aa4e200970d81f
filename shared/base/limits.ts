// Every limit of the wire and the room, in one place: what a peer may send, and what it may cost us.

export const LIMITS = {
  /** A control message: looked at before it is parsed. */
  messageBytes: 16 * 1024,
  /** The welcome, which holds the roster: the one control message that may be longer. */
  welcomeBytes: 256 * 1024,
  /** A frame of a plain peer in a room: what it may say at once, in lines of the longest, and some. */
  plainFrameBytes: 128 * 1024,
  /** A frame of secret-stream, whose length has 24 bits. */
  wireFrameBytes: 2 ** 24 - 1,
  /** What secret-stream adds to a frame. */
  cipherBytes: 17,
  /** What a chunk costs in memory besides its bytes, as measured in Node and Bare: some 270. */
  chunkCostBytes: 256,

  /**
   * Frames of a member that its host deals with, in the long run and at once: a post is one, and so is each
   * receipt for 32 KiB of events when much was missed.
   */
  memberFrames: { perSecond: 500, burst: 500 },
  /** Bytes of a member: as many of the longest posts as it may post, and twice that. */
  memberBytes: { perSecond: 512 * 1024, burst: 2 * 1024 * 1024 },
  /** Milliseconds that the host spends on a member: a quarter of its time, so that three quarters are left. */
  memberBusyMs: { perSecond: 250, burst: 100 },
  /** Frames of a host that a member deals with: events, as many as a thousand people can post at once. */
  hostFrames: { perSecond: 10_000, burst: 20_000 },
  /** Bytes of a host: some 40,000 events that were missed at once, and then more than anybody reads. */
  hostBytes: { perSecond: 2 * 1024 * 1024, burst: 16 * 1024 * 1024 },
  /** Milliseconds that a member spends on what its host sends: it has a terminal to look after as well. */
  hostBusyMs: { perSecond: 800, burst: 2000 },
  /** What may pile up here of a peer that is made to wait: more than one of ours ever has under way. */
  heldBytes: 2 * 1024 * 1024,
  /** What a peer may still send once nobody listens: what it had under way. Then it is cut off. */
  ignoredBytes: 2 * 1024 * 1024,
  /**
   * What may be sent and not acknowledged by the peer's machine: a welcome, the events that may be unseen, and
   * as much again of whispers and notices.
   */
  unsentBytes: 2 * 1024 * 1024,
  /** What a host may have sent that our own output has not taken: the same, as it counts here. */
  unheardBytes: 2 * 1024 * 1024,

  /** A data message of the pipe. */
  dataBytes: 1024 * 1024,
  /** What a pipe's sender may be ahead of the receipts: enough for 80 MB/s over 100 ms. */
  windowBytes: 8 * 1024 * 1024,

  /** Peers that may send to one output at a time. */
  senders: 64,
  /** What waits of each in memory; what is more waits on disk. */
  senderBytes: 256 * 1024,
  /** The longest line that is kept whole among those of others. */
  senderLineBytes: 64 * 1024,
  /** How long others wait for a line that has been begun. */
  senderLineMs: 2000,

  /** A post, as UTF-8. */
  textBytes: 4096,
  /** A command as JSON: a whole text and a name, with six bytes for each of theirs, as in \u0041. */
  commandBytes: 32 * 1024,
  /** A line being written, as UTF-8: twice a post, so that what is too long can be seen and shortened. */
  lineBytes: 8192,
  /** A name, in columns of a terminal. */
  nameColumns: 24,
  /** A name, in UTF-16 units: 24 columns of letters with three marks each. */
  nameLetters: 96,

  /** What one member may post in the long run, and at once. */
  postsPerSecond: 10,
  postBurst: 20,
  /** Posts of ours that may be under way, not taken by the host yet. */
  postsUnderWay: 16,
  /** Ids of posts that a host and a member remember, and of whispers a member does, to know what comes again. */
  rememberedPosts: 10_000,
  /** What a member keeps of what it has heard, to look back: ten thousand events that are not all of the longest. */
  keptBytes: 8 * 1024 * 1024,
  /**
   * What a member hears as new may be signed so long before it came in, by its own clock: time zones that are set
   * wrong make up half a day, and two clocks differ.
   */
  signedAgoMs: 24 * 60 * 60 * 1000,
  /** Authors whose messages were dropped that are told apart; what is dropped of others is told together. */
  toldDrops: 16,
  /** What is dropped again and again is told as a number, so often at most. */
  dropCountMs: 60_000,
  /**
   * Members who are away and may ask for what they missed: the newest to leave. Strangers that come and go as fast
   * as they may take hours to push one out, who is shown the history like a newcomer then.
   */
  formerMembers: 10_000,
  /**
   * Past events scanned at the start to recognise resent posts, and former members: 10,000 of the longest posts, in
   * about a second.
   */
  scannedBytes: 64 * 1024 * 1024,

  /** People in a room, the host among them, unless --members says otherwise. */
  members: 256,
  /** What --members may say: somebody besides the host, and a roster that fits into a welcome. */
  membersWished: { least: 2, most: 1000 },
  /** What --history may say: no more than is kept in memory. */
  historyWished: { least: 0, most: 1000 },
  /** What --keep may say: nobody has more than a pebibyte. */
  keptMiBWished: { least: 1, most: 1024 ** 3 },
  /** Connections of one person at a time. */
  sessionsPerMember: 8,
  /** Connections that have a place, for each person there may be: most have one, some are just changing networks. */
  connectionsPerMember: 2,
  /** Of these, from one address: many people behind one router, or half of a room that may be larger. */
  connectionsOfAddress: 64,
  /** Connections from one key in a minute, counted once its stream has begun. */
  handshakesPerMinute: 30,
  /** Handshakes of all keys that have never posted here: HyperDHT keeps some 70 KB of each for ten seconds. */
  handshakes: { perSecond: 50, burst: 250 },
  /** Those of keys that have, or are allowed: a full room that comes back at once. */
  knownHandshakes: { perSecond: 50, burst: 1000 },
  /** From a connection to the first packets of its encrypted stream: several losses on a slow path. */
  beginMs: 5000,
  /** From there to a place: a plain peer says nothing for a second, one of ours answers at once. */
  settleMs: 10_000,
  /** Connections that have not begun at a time, and those that have and are without a place: then the oldest goes. */
  arriving: 256,
  /** Of these, from one address: all that start again when the router in front of them does. */
  arrivingOfAddress: 128,
  /** Leaves of members who never posted: more, and nobody else who has not is let in until there are fewer again. */
  strangersGone: { perSecond: 0.5, burst: 32 },
  /** Joins by those who have posted, after a full room of them at once. */
  returnsPerSecond: 4,
  /** Keys of those who have posted, remembered to be let in first. */
  regulars: 10_000,
  /** Strangers that knock at a private room, remembered at a time: some minutes of them when they come in masses. */
  knocks: 10_000,
  /** Knocks and refusals that are told one by one: as many at once, and then one again each so often. */
  toldStrangers: { burst: 10, perSecond: 1 / 30 },
  /** Knocks that are more are told as a number, so often at most. */
  knockCountMs: 60_000,
  /** A list of keys: some three million of them, which take a second or two to read. */
  listBytes: 256 * 1024 * 1024,

  /** Events sent to a member that it has not seen: what is more waits in the log, and costs nothing. */
  unseenBytes: 256 * 1024,
  /** A member that has seen none of so many for so long is closed as too slow. */
  slowMs: 10_000,
  /** Events kept in memory, so that those who come back need no disk. */
  recentEvents: 1000,
  recentBytes: 1024 * 1024,

  /** Lines that wait for who reads our output: all that /last can give, as JSON. What is more is left out, and said. */
  unreadBytes: 4 * 1024 * 1024
} as const
