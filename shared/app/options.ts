// The options of the apps: the common ones, and those of each mode.
import type { PublicKey } from '../base/key.ts'

/** Options of every mode. */
export interface CommonOptions {
  /** Whether input and output are a terminal: otherwise status lines go to standard error. */
  isOnTerminal: boolean
  /** The folder of the identity, or null for a key pair that is not saved. */
  folder: string | null
  identity: string
  /** `host:port` of the bootstrap nodes; empty for the runtime's own. */
  bootstrap: string[]
  /** The keys of relays to meet at where there is no direct path, the first to try first. */
  relays: readonly PublicKey[]
  /** Use plain bytes, without negotiating the protocol. */
  isPlain: boolean
  isQuiet: boolean
  isJson: boolean
}

/** A chat, host or member. */
export interface ChatModeOptions extends CommonOptions {
  mode: 'chat'
  /** The name to use from now on; null for the remembered one. */
  name: string | null
  /** The command line of a program that takes part instead of a user; null for none. */
  exec: string | null
  /** Whether lines that begin with a / are commands although nobody types them at a terminal. */
  takesCommands: boolean
  /** On a terminal: whether mentions and whispers ring the bell. */
  bells: boolean
  /** On a terminal: whether joins and leaves are hidden. */
  isQuietOnJoins: boolean
  /** On a terminal: the folder for the input history; null to keep none. */
  remembersIn: string | null
}

/** A pipe, host or client. */
export interface PipeModeOptions extends CommonOptions {
  mode: 'pipe'
  /** False with --recv-only. */
  sends: boolean
  /** False with --send-only. */
  receives: boolean
  /** How long a pipe waits for a broken connection to come back; 0 to end with it. */
  resumeMs: number
}

/** What a host asks of those who join. */
export interface HostingOptions {
  /** Print the words of an invite at the start. */
  invites: boolean
  /** Whether only listed keys are admitted, and those invited by words. */
  isPrivate: boolean
}

export interface HostChatOptions extends ChatModeOptions, HostingOptions {
  /** What to call the room from now on; null for its remembered name. */
  roomName: string | null
  /** How many past posts newcomers get. */
  history: number
  /** Whether events are kept on disk. */
  keepsTranscript: boolean
  /** Size limit of the transcript on disk; null for no limit. */
  keepBytes: number | null
  /** How many people may be in the room, including the host. */
  maxMembers: number
}

export interface HostPipeOptions extends PipeModeOptions, HostingOptions {
  /** Serve one peer after another. */
  keepsOpen: boolean
}

/** Where the host is: its key, or the words of an invite that lead to it. */
export type HostAddress = { key: PublicKey } | { words: string }

/** The host to join, and how long to try. */
export interface JoinOptions {
  host: HostAddress
  /** What to call the host from now on; null for what it is called already. */
  as: string | null
  /** The folder of the list of known rooms; null to keep none. */
  storage: string | null
  /** Limit for connecting, and for posting `messages`; null for no limit. */
  timeoutMs: number | null
  /** Keep trying while the host is offline. */
  waits: boolean
}

export interface MemberChatOptions extends ChatModeOptions, JoinOptions {
  /** Carry the connections of others in the room who have no direct path. */
  relaysForOthers: boolean
  /** How much at most, in bytes a second. */
  relayBytes: number
  /** Whether what is seen is kept on disk. */
  keepsTranscript: boolean
  /** Post these and leave, unchanged; null to take part. */
  messages: string[] | null
  /** Get back to a host that was lost, however long that takes. */
  reconnects: boolean
}

export interface MemberPipeOptions extends PipeModeOptions, JoinOptions {}

/** A relay for others. */
export interface HostRelayOptions extends CommonOptions {
  mode: 'relay'
  /** Carry only for keys that are listed. */
  isPrivate: boolean
  /** Infinity for no limit. */
  bytesPerSecond: number
}

/** Looks at the network and the storage, and ends. */
export interface DoctorOptions extends CommonOptions {
  mode: 'doctor'
  /** The host to reach; null for none. */
  hostKey: PublicKey | null
  /** The limit for each connection. */
  timeoutMs: number
}

export type HostOptions = HostChatOptions | HostPipeOptions | HostRelayOptions
export type MemberOptions = MemberChatOptions | MemberPipeOptions
