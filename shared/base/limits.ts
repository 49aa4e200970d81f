// Every limit of the wire and the room in one place: what a peer may send, and what it may cost us.
import { PIPE_LIMITS } from './pipe-limits.ts'
import { RELAY_LIMITS } from './relay-limits.ts'

export const LIMITS = {
  /** A control message, checked before it is parsed. */
  messageBytes: 16 * 1024,
  /** The welcome, which carries the roster: the only control message that may be longer. */
  welcomeBytes: 256 * 1024,
  /** A frame from a plain peer in a room: a full burst of the longest lines, with some margin. */
  plainFrameBytes: 128 * 1024,
  /** A frame of secret-stream, which stores the length in 24 bits. */
  wireFrameBytes: 2 ** 24 - 1,
  /** What secret-stream adds to a frame. */
  cipherBytes: 17,
  /** Memory overhead of a buffered chunk: about 270 bytes, measured on Node and Bare. */
  chunkCostBytes: 256,

  /**
   * Frames the host handles from one member, sustained and in a burst. A post is one frame; so is each receipt
   * for 32 KiB of events while a member catches up.
   */
  memberFrames: { perSecond: 500, burst: 500 },
  /** Bytes from one member: twice the longest posts it may send. */
  memberBytes: { perSecond: 512 * 1024, burst: 2 * 1024 * 1024 },
  /** Milliseconds the host spends on one member: a quarter of its time, so three quarters are left for the others. */
  memberBusyMs: { perSecond: 250, burst: 100 },
  /** Milliseconds the host spends on all members together. Beyond it, those who take more than most wait. */
  membersBusyMs: { perSecond: 300, burst: 100 },
  /** Frames a member handles from its host: as many events as two hundred people can post at once, and a backlog. */
  hostFrames: { perSecond: 2000, burst: 10_000 },
  /** Bytes from a host: a backlog as large as what a member keeps, then more than anybody reads. */
  hostBytes: { perSecond: 2 * 1024 * 1024, burst: 8 * 1024 * 1024 },
  /** Milliseconds a member spends on what its host sends: the terminal needs some time as well. */
  hostBusyMs: { perSecond: 800, burst: 2000 },
  /** What may be buffered from a paused peer: more than our own apps ever have in flight. */
  heldBytes: 2 * 1024 * 1024,
  /**
   * From all paused peers together: what one alone may have. Buffers of cut off peers stay in memory until V8
   * collects them, which takes its time. But from each, as much as our own app has in flight: 16 of the
   * longest posts, and receipts.
   */
  allHeldBytes: 2 * 1024 * 1024,
  leastHeldBytes: 96 * 1024,
  /** What a peer may still send after we stop reading: its data in flight. Beyond that it is disconnected. */
  ignoredBytes: 2 * 1024 * 1024,
  /**
   * Sent but not yet acknowledged by the peer's machine: a welcome, the events that may be unseen, and as much
   * again of whispers and notices.
   */
  unsentBytes: 2 * 1024 * 1024,
  /** Received from a host but not yet written to our own output: the same amount, counted here. */
  unheardBytes: 2 * 1024 * 1024,

  ...PIPE_LIMITS,

  /** A post, as UTF-8. */
  textBytes: 4096,
  /** A command as JSON: the longest text and a name, with six bytes for each of their bytes, as in \u0041. */
  commandBytes: 32 * 1024,
  /** A line being edited, as UTF-8: twice a post, so that a text that is too long can be seen and shortened. */
  lineBytes: 8192,
  /** A name, in terminal columns. */
  nameColumns: 24,
  /** A name, in UTF-16 units: 24 columns of letters with three combining marks each. */
  nameLetters: 96,

  /** Posts of one member, sustained and in a burst. */
  postsPerSecond: 10,
  postBurst: 20,
  /** Posts of ours in flight, not yet accepted by the host. */
  postsUnderWay: 16,
  /** What a person may have said while there is no host: a script waits after those under way. */
  waitingPosts: 1000,
  /** Missed messages shown on a screen when somebody returns: more than anybody reads. /more shows those before. */
  shownMissed: 100,
  /** How long it may wait: others drop what was signed signedAgoMs before they came, and clocks differ by an hour. */
  waitingMs: 23 * 60 * 60 * 1000,
  /** Ids a host and a member remember, of posts and (on a member) of whispers, to recognise resent ones. */
  rememberedPosts: 10_000,
  /** Events a member without a file keeps to look back at: ten thousand of ordinary length. */
  keptBytes: 8 * 1024 * 1024,
  /** A member's own copy of a room on disk: about two hundred thousand events. The oldest go first. */
  ownTranscriptBytes: 64 * 1024 * 1024,
  /**
   * How long before its arrival a live message may be signed, by the member's own clock: wrongly set time zones
   * account for half a day, and clocks differ.
   */
  signedAgoMs: 24 * 60 * 60 * 1000,
  /** Authors whose dropped messages are reported separately; those of all others are reported together. */
  toldDrops: 16,
  /** Repeated drops are reported as a count, at most this often. */
  dropCountMs: 60_000,
  /**
   * Absent members who may ask for what they missed: those who left last. Even at the highest join rate strangers
   * need hours to push one out, who then gets the history like a newcomer.
   */
  formerMembers: 10_000,
  /**
   * Past events scanned at the start to find former members and recognise resent posts: 10,000 of the longest
   * posts, in about a second.
   */
  scannedBytes: 64 * 1024 * 1024,

  /** People in a room, including the host, unless --members says otherwise. */
  members: 256,
  /** Range of --members: somebody besides the host, and a roster that fits into a welcome. */
  membersWished: { least: 2, most: 1000 },
  /** Range of --history: no more than is kept in memory. */
  historyWished: { least: 0, most: 1000 },
  /** Range of --keep: nobody has more than a pebibyte. */
  keptMiBWished: { least: 1, most: 1024 ** 3 },
  /**
   * How long the place of somebody whose connection is lost is kept: a network change, a host's restart or the
   * wait of a phone in a lift are over by then, and those who left without a word are not shown for long.
   */
  awayMs: 120_000,
  /** People in one message about who is away: as many as fit into a control message. */
  presenceKeys: 200,
  /** Concurrent connections of one person. */
  sessionsPerMember: 8,
  /** Admitted connections per seat in the room: most people have one, some are just changing networks. */
  connectionsPerMember: 2,
  /** Admitted connections from one address: many people behind one router, or half of a larger room. */
  connectionsOfAddress: 64,
  /** Connections from one key in a minute, counted once the encrypted stream has begun. */
  handshakesPerMinute: 30,
  /** Handshakes of all keys that have never posted here: HyperDHT holds about 70 KB for each for ten seconds. */
  handshakes: { perSecond: 50, burst: 250 },
  /** Handshakes of keys that have posted or are allowed: a full room that reconnects at once. */
  knownHandshakes: { perSecond: 50, burst: 1000 },
  /** Announcements renewed at once; beyond that, as a hostile node or a flapping interface would have it, they wait. */
  announcements: { perSecond: 1 / 30, burst: 8 },
  /** How long no DHT node may answer before this machine counts as offline: the slowest links take two seconds. */
  offlineMs: 8000,
  /** DHT nodes known from earlier runs: with fewer than twenty, HyperDHT asks the bootstrap nodes as well. */
  knownNodes: 16,
  /** Hosts whose relay addresses are known from earlier runs. */
  knownHosts: 64,
  /** Relay addresses of a host: it has three, and its own if it is open. */
  knownRelays: 4,
  /** Lists of bootstrap nodes, with what is known of each network. */
  knownNetworks: 4,
  /** The file of known networks: the most the limits above come to is 50 KB. */
  networkBytes: 64 * 1024,
  /** From the connection to the first packets of its encrypted stream: allows for several losses on a slow path. */
  beginMs: 5000,
  /** From there to admission: a plain peer is silent for a second, our own client answers at once. */
  settleMs: 10_000,
  /** Connections whose stream has not begun, and those begun but not admitted: beyond this the oldest is closed. */
  arriving: 256,
  /** Of these, from one address: everybody behind a router that reconnects. */
  arrivingOfAddress: 128,
  /** Leaves of members who never posted. Beyond this, nobody else who never posted is admitted until it drops again. */
  strangersGone: { perSecond: 0.5, burst: 32, mostDebt: 32 },
  /** How often a member gets back to its host without a pause: networks break now and then, and some hosts for fun. */
  returnsAtOnce: { perSecond: 0.1, burst: 5 },
  /** Joins by people who have posted, after a burst of a full room. */
  returnsPerSecond: 4,
  /** Rooms a member remembers, those without an alias and visited longest ago go first: more than anybody looks through. */
  knownRooms: 1000,
  /** Keys of people who have posted, remembered so that they are admitted first. */
  regulars: 10_000,
  /** Strangers knocking at a private room, remembered at a time: some minutes of them when they come in masses. */
  knocks: 10_000,
  /** Knocks and refusals reported one by one: a burst, then one each interval. */
  toldStrangers: { burst: 10, perSecond: 1 / 30 },
  /** Further knocks are reported as a count, at most this often. */
  knockCountMs: 60_000,
  /** A key list file: about three million keys, which take a second or two to read. */
  listBytes: 256 * 1024 * 1024,

  /** Invites open at a time: each is a listener of its own, which ten people round a table need. */
  invites: 10,
  /** How long the words of an invite are good: long enough to say them on the phone. */
  inviteMs: 10 * 60_000,
  /** A frame of an invite: a name of the longest kind, escaped, and two signatures. */
  inviteFrameBytes: 2048,

  ...RELAY_LIMITS,

  /** Events sent to a member without a receipt yet. The rest waits in the log, which costs nothing. */
  unseenBytes: 256 * 1024,
  /** A member that acknowledges none of these for this long is disconnected as too slow. */
  slowMs: 10_000,
  /** Events that wait for space on a full disk, and how often it is tried: beyond this, they are lost at the end. */
  unkeptBytes: 8 * 1024 * 1024,
  unkeptRetryMs: 2000,
  /** Events kept in memory, so that returning members need no disk reads. */
  recentEvents: 1000,
  recentBytes: 1024 * 1024,

  /** Buffered for a slow reader of our output: all that /last can give, as JSON. The rest is dropped and reported. */
  unreadBytes: 4 * 1024 * 1024
} as const
