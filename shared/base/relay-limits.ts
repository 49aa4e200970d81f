// Limits of punching and relaying. Part of LIMITS (limits.ts).

export const RELAY_LIMITS = {
  /** Peers behind random NATs that are punched to at the same time: three friends who join at once, and one more. */
  randomPunches: 4,
  /** Of a punch that goes on, beyond those of who comes (punchTurn): it gives way. 87 % are through before. */
  randomPunchTurns: 2,
  /** From the end of one such punch to the start of the next: a friend who comes just then would be turned away. */
  randomPunchIntervalMs: 0,
  /**
   * Between two probes of a random punch: on average it takes 256, so a quarter of a second, and 99.3 % are through after
   * the fast ones. The others are for who loses packets, or is slow to open its own side.
   */
  probeIntervalMs: 1,
  fastProbes: 1250,
  slowProbeIntervalMs: 4,
  /**
   * How long we wait for a host that punches to our random NAT: its probes are over after 3.3 s, after 7 where it punches to
   * four at once. HyperDHT waits for 35 s, as a plain host goes on for so long.
   */
  randomPunchMs: 8000,
  /**
   * Packets that open paths, of 29 bytes each, whoever asks for them and wherever to: four random punches at once for as
   * long as they take on average, twice over, or a room of 256 that reconnects for as long as it takes, at one a second each.
   */
  punches: { perSecond: 1000, burst: 2000 },
  /** Where they have to wait: an address that has had so many more than another in vain comes after it. */
  punchTurn: 256,
  /** Of these, to an address nobody has connected from since: two whole random punches at once, then one a minute. */
  punchesOfAddress: { perSecond: 30, burst: 3500 },
  /** Addresses remembered for that. */
  punchedAddresses: 10_000,
  /** Sockets that wait for their turn: four random punches have 256 each, and a full room one for each member. */
  punchesWaiting: 2048,
  /** Addresses of one peer that are punched to: it has one, and perhaps another on the same NAT. */
  punchAddresses: 4,
  /** Pairs of peers a relay carries at a time, unless --relay-limit says otherwise. */
  relayedPairs: 64,
  /** Of these, for one peer: a host that meets its newcomers there. */
  relayedPairsOfPeer: 32,
  /** Range of --relay-limit, in bytes a second: less than a post, and more than any network card has. */
  relayLimitWished: { least: 1024, most: 2 ** 40 },
  /** How long a relay's load is averaged: a peer may be faster for a while than its limit. */
  relayBurstS: 10,
  /** Peers at a relay that have met somebody and may meet others, besides those that have a pair: hosts, mostly. */
  relayIdle: 64,
  /** Meetings a peer may ask a relay for that nobody has come to. */
  relayMeetings: 16,
  /** A frame between a relay and who meets there: it says one token at a time. */
  relayFrameBytes: 256,
  relayFrames: { perSecond: 20, burst: 100 },
  /** How long a relay may take to answer before the next one is tried: a lookup and a punch take a second or two. */
  relayAnswerMs: 5000,
  /** How long a punch to a relay may go on: its probes may take seven seconds, and HyperDHT waits for fifteen. */
  relayPunchMs: 13_000,
  /** From the loss of a connection to a relay that is kept open until the next is opened, at first. */
  relayRestoreMs: 5000,
  /** How long a relay that did not answer is left alone, if there are others. */
  relayRestMs: 60_000,
  /** Members a host asks to relay: two, and two more for when they leave. Half as many more as have failed lately. */
  roomRelays: 4,
  /** How long one that did not answer, or did not carry, has others in its place. */
  relayAskAgainMs: 10 * 60_000,
  /** Until a newcomer that was sent to a relay has come: HyperDHT gives up after 15 s. */
  relayArrivalMs: 20_000,
  /** Newcomers in a row who do not come through a member's relay: their own networks may have been to blame for two. */
  relayFailures: 3,
  /** Members that one newcomer has been sent to, remembered so that it is sent to others next. */
  triedRelays: 8,
  /**
   * Connections a host makes to relays for strangers, whose handshakes prove nothing. Each takes a lookup, and one of
   * `relayConnections` for 15 s if nobody comes: at this rate a third of those stays free for people known here.
   */
  meetings: { perSecond: 1, burst: 8 },
  /** The same for people known here: a room that is back after its host was away. */
  knownMeetings: { perSecond: 4, burst: 16 },
  /** Relays that a relayed member keeps a connection to besides its own: the first may go at the same time. */
  standBys: 2,
  /** How often a host may change them: each takes a lookup and maybe a punch. */
  standByChanges: { perSecond: 0.1, burst: 8 },
  /**
   * When a relayed member looks for a direct path: an attempt is 160 packets and 25 KB, or 1750 packets more where one NAT is
   * random, and a host names a relay to who comes again within `relayRetryMs`. `changeMs`: after a change of the network.
   */
  directPath: { firstMs: 61_000, longestMs: 10 * 60_000, changeMs: 2000 },
  /** Until a host has named them on a new connection. */
  standByWordMs: 10_000,
  /** How long a relaying member that leaves waits until those it carries have moved, which takes half a second. */
  handOverMs: 1500,
  /**
   * How long nothing may come from either side of a pair until a relay takes it that both have a direct path now, which they
   * do not tell: each side of a connection says something every 5 s at least, so twice that and some.
   */
  relayQuietMs: 12_000,
  /** Pairs of peers one of them carries at a time. */
  roomRelayedPairs: 16,
  /** Of these, for one newcomer, who needs one, and another while a broken one is not yet noticed. */
  relayedPairsOfGuest: 4,
  /** What a member carries for its room, in bytes a second, unless --relay-limit says otherwise: many talks. */
  roomRelayBytes: 256 * 1024,
  /** Newcomers its host has vouched for, who may meet the host there. */
  vouchedKeys: 1000,
  /** How long a voucher is good for who has not come, or has left: as long as the place of one who is away is kept. */
  voucherMs: 120_000,
  /**
   * Handshakes of each of them: several tries, and a network that breaks now and then. A host that means ill vouches for
   * itself, gives an address that is not its own, and has a member send there: four packets of a stream, or the 1,750 of a
   * random punch, within `punches` and `punchesOfAddress`.
   */
  vouchedHandshakes: { perSecond: 0.1, burst: 8 },
  /** Of all of them and the host together: everybody of `roomRelayedPairs` at once, each with a second try. */
  roomRelayHandshakes: { perSecond: 1, burst: 64 },
  /** Relays that one brings along. */
  ownRelays: 16,
  /** Connections to relays at a time, whoever has named them. */
  relayConnections: 32,
  /** How long a peer whom no path was found to may come again to be named a relay. */
  relayRetryMs: 60_000,
  /** Peers remembered for that: more than a flood of handshakes lets in meanwhile, which must push out nobody. */
  relayRetries: 4000
} as const
