import type { EventEmitter } from 'node:events'

export interface KeyPair {
  publicKey: Uint8Array
  secretKey: Uint8Array
}

export interface NodeAddress {
  host: string
  port: number
}

export interface ConnectionEvents {
  /** Its keys are known: as a rule before the peer has sent anything. */
  connect: []
  open: []
  data: [Uint8Array]
  end: []
  drain: []
  error: [Error & { code?: string }]
  close: []
}

/** The udx stream below a connection. */
export interface RawStream extends EventEmitter<ConnectionEvents & { 'remote-changed': [] }> {
  readonly destroyed: boolean
  /** Bytes of the peer's, encrypted. */
  readonly bytesReceived: number
  /** Milliseconds of the round trip, as it is measured; 0 before that. Not of a stream in memory. */
  readonly rtt?: number
  /** Packets of any kind that have arrived, acknowledgements too. */
  readonly packetsReceived: number
  /** Sends a probe, which the other end answers, whenever nothing has been sent for `ms`. Never call it with 0. */
  setKeepalive(ms: number): void
  /** Sends a message besides the stream: it may be lost. Nothing, if the stream is not connected. */
  trySend(message: Uint8Array): void
  /** The socket it goes through, and where to: changes when a path is found that is better. */
  readonly socket: unknown
  readonly remoteHost: string
  readonly remotePort: number
  destroy(error?: Error): void
  pause(): void
  resume(): void
  /** streamx's: what has come and was not read. */
  readonly _readableState: { buffered: number; queue: { length: number } }
}

/** An encrypted connection: @hyperswarm/secret-stream's NoiseSecretStream. */
export interface Connection extends EventEmitter<ConnectionEvents> {
  /** Our own. */
  readonly publicKey: Uint8Array
  readonly remotePublicKey: Uint8Array
  /** 64 bytes that both ends share, and no other connection has. Null before it is open. */
  readonly handshakeHash: Uint8Array | null
  readonly rawStream: RawStream
  /** Resolves with whether it ever opens. */
  readonly opened: Promise<boolean>
  readonly connected: boolean
  readonly destroying: boolean
  readonly destroyed: boolean
  write(data: Uint8Array | string): boolean
  pause(): void
  resume(): void
  /** Puts bytes back, to be read again first. */
  unshift(data: Uint8Array): void
  end(): void
  /** Resolves with true when the peer's end has acknowledged all that was written; false if it never will. */
  flush(): Promise<boolean>
  destroy(error?: Error): void
  /** Destroys the stream when nothing has arrived for `ms` milliseconds; 0 for never. */
  setTimeout(ms: number): void

  // Not public: shared/network/guard.ts has the reason to touch these.
  /** The length of the frame that is coming in, encrypted. */
  readonly _len: number
  /** Called with what is missing of a frame that is not all here. */
  _utp: { setContentSize(bytes: number): void } | null
  /** Deals with a frame that is all here. */
  _incoming(): void
  /** Asks for more of the raw stream. */
  _read(done: (error: null) => void): void
  /** The stream it reads: `rawStream`, or the near end of it in memory. Null before there is one. */
  readonly _rawStream: RawStream | null
}

export interface Server extends EventEmitter<{ connection: [Connection] }> {
  readonly publicKey: Uint8Array
  readonly relayAddresses: NodeAddress[]
  listen(keyPair?: KeyPair): Promise<Server>
  /** Announces anew, once the announcer wakes. */
  refresh(): void
  close(): Promise<void>

  // Not public: shared/network/announcement.ts has the reason to touch it. Null unless listening.
  readonly _announcer: {
    /** The DHT nodes that took the announcement, and where they saw us then: what is for us they pass on to there. */
    readonly relays: { relayAddress: NodeAddress; peerAddress: NodeAddress }[]
    /** Runs while it announces. */
    readonly _updating: Promise<void> | null
    /** Sleeps between pings; `resume` wakes it. */
    readonly _sleeper: { resume(): void }
  } | null
}

/** An answer of a DHT node. */
export interface Reply {
  from: NodeAddress
  /** Where that node saw us. */
  to: NodeAddress
}

/** Options of a lookup; `map` makes its results of replies, null for those that are none. */
export interface QueryOptions {
  map?: (reply: unknown) => object | null
  /** Asked first. */
  nodes?: readonly NodeAddress[] | null
}

/** A lookup under way: a stream of its results. */
export interface Query extends EventEmitter<{ close: [] }> {
  readonly destroying: boolean
  // Not public: shared/network/dht-node.ts has the reason to call it.
  /** Ends it without an error: no more results come. */
  _flush(): void
}

export type HolepunchHook = (
  remote: number,
  own: number,
  addresses: readonly (NodeAddress & { verified: boolean })[]
) => boolean

export interface ConnectOptions {
  keyPair?: KeyPair
  createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array) => Handshake
  /** Addresses where the host's answer may be had at once, without a lookup. */
  relayAddresses?: readonly NodeAddress[]
  /** Called before holes are punched, with the kinds of NAT; false refuses. */
  holepunch?: HolepunchHook
  /** The key of a relay to use while there is no direct path. */
  relayThrough?: Uint8Array | null
  /** Try the host's address before it is asked; and those it has on this network. True unless said otherwise. */
  fastOpen?: boolean
  localConnection?: boolean
}

/** Where both ends of a connection that has no direct path meet. */
export interface RelayMeeting {
  publicKey: Uint8Array
  token: Uint8Array
}

export interface ServerOptions {
  createHandshake?: (keyPair: KeyPair, remotePublicKey: Uint8Array | null) => Handshake
  /** The relay to name to a newcomer, asked just before the handshake is sent. Null for none. */
  relayThrough?: () => Uint8Array | null
  /** Whether a key is turned down, asked at its handshake; `address`: where it comes from, as a DHT node says. */
  firewall?: (publicKey: Uint8Array, payload: object, address: NodeAddress) => boolean
  /** As in ConnectOptions. */
  holepunch?: HolepunchHook
  shareLocalAddress?: boolean
}

/** hyperdht/lib/noise-wrap.js */
export interface Handshake {
  /** Null at the end that listens, until it has received. */
  readonly remotePublicKey: Uint8Array | null
  send(payload: object): Uint8Array
  /** Throws unless it is an answer of that peer. */
  recv(bytes: Uint8Array): { firewall: number; relayThrough?: RelayMeeting | null }
  final(): object
}

export interface NodeOptions {
  bootstrap?: string[]
  nodes?: NodeAddress[]
  host?: string
  port?: number
  /** Whether another port will do when that one is taken. */
  anyPort?: boolean
  /** Whether the node takes no part in routing. */
  ephemeral?: boolean
  firewalled?: boolean
  connectionKeepAlive?: number
}

export default class HyperDHT {
  constructor(options?: NodeOptions)
  /** The identity of connections that have no other: those that HyperDHT makes to relays. */
  defaultKeyPair: KeyPair
  /** The address others see us at; null as long as no node has answered. */
  readonly host: string | null
  /** Whether what comes unasked does not arrive. */
  readonly firewalled: boolean
  /** Whether each peer sees us at another port. */
  readonly randomized: boolean
  createServer(onconnection?: (connection: Connection) => void): Server
  createServer(options: ServerOptions, onconnection: (connection: Connection) => void): Server
  createRawStream(options: object): unknown
  connect(publicKey: Uint8Array, options?: ConnectOptions): Connection
  query(request: { target: Uint8Array }, options: QueryOptions): Query
  ping(address: NodeAddress, options?: object): Promise<Reply>
  /** Asks the system for the address of a name. */
  readonly udx: { lookup(name: string, options: { family: 4 }): Promise<{ host: string }> }
  /** The nodes it knows, the one heard last first. */
  toArray(): NodeAddress[]
  /** Asked whenever fewer than twenty nodes are known. `host` may be `address@name`. */
  bootstrapNodes: NodeAddress[]
  on(event: 'network-change', listener: () => void): this
  fullyBootstrapped(): Promise<void>
  destroy(options?: { force?: boolean }): Promise<void>

  // Not public: shared/network/dht-node.ts has the reason to touch these.
  /** Called for each answer; `isExternal` when it came through another socket than the DHT's own. */
  _onresponse(reply: Reply, isExternal: boolean): void
  /** The relay addresses that hosts told in their handshakes, by their keys in hex. */
  readonly _relayAddressesCache: {
    get(key: string): NodeAddress[] | null
    set(key: string, addresses: NodeAddress[]): void
  }
  /** Whether nodes answer, as it believes: servers announce nothing while they do not. `_online` says that they do. */
  readonly online: boolean
  _online(): void
  /** What nodes have said about our address. */
  _nat: object
  _natAdd(host: string, port: number): void

  static keyPair(seed?: Uint8Array): KeyPair
  static hash(data: Uint8Array): Uint8Array
}
