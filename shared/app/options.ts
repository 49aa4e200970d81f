// What the command line asks of an app: its mode decides what else there is to know.

/** What there is to know in every mode. */
export interface CommonOptions {
  /** Whether a person sits at both ends of it: else status lines go to standard error. */
  isOnTerminal: boolean
  /** The folder of the identity, or null for a key pair that is not kept. */
  folder: string | null
  identity: string
  /** `host:port` of the DHT nodes to start from; empty for the runtime's own. */
  bootstrap: string[]
  /** Speak plain bytes, without asking what the other side speaks. */
  isPlain: boolean
  isQuiet: boolean
  isJson: boolean
}

/** A chat, at either end. */
export interface ChatModeOptions extends CommonOptions {
  mode: 'chat'
  /** What to be called from now on; null for what it was called last. */
  name: string | null
  /** The command line of a program that takes part instead of a person; null for none. */
  exec: string | null
  /** Whether lines that begin with a / are commands, though nobody types them at a terminal. */
  takesCommands: boolean
  /** On a terminal: whether it rings when somebody wants this person. */
  bells: boolean
  /** On a terminal: whether joins and leaves are left out. */
  isQuietOnJoins: boolean
  /** On a terminal: the folder to remember what was typed in; null to remember nothing. */
  remembersIn: string | null
}

/** A pipe, at either end. */
export interface PipeModeOptions extends CommonOptions {
  mode: 'pipe'
  /** False with --recv-only. */
  sends: boolean
  /** False with --send-only. */
  receives: boolean
}

export interface HostChatOptions extends ChatModeOptions {
  /** How many posts who joins is shown. */
  history: number
  /** Whether events are kept on disk. */
  keepsTranscript: boolean
  /** What the transcript may take on disk; null for no bound. */
  keepBytes: number | null
  /** Whether only listed keys get in. */
  isPrivate: boolean
  /** How many people there may be, the host among them. */
  maxMembers: number
}

export interface HostPipeOptions extends PipeModeOptions {
  /** Serve one peer after another. */
  keepsOpen: boolean
}

/** Whom to join, and how long to try. */
export interface JoinOptions {
  hostKey: Uint8Array
  /** How long connecting may take, and posting `messages`; null for as long as it takes. */
  timeoutMs: number | null
  /** Try again when the host is not there. */
  waits: boolean
}

export interface MemberChatOptions extends ChatModeOptions, JoinOptions {
  /** Post these and leave, as they were given; null to take part. */
  messages: string[] | null
}

export interface MemberPipeOptions extends PipeModeOptions, JoinOptions {}

export type HostOptions = HostChatOptions | HostPipeOptions
export type MemberOptions = MemberChatOptions | MemberPipeOptions
