// Everything needed to draw the rows below the conversation.
import type { Editor } from '../edit/editor-state.ts'
import type { Entry } from './styled-text.ts'

export interface Scene {
  editor: Editor
  /** A temporary notice. */
  notice: string | null
  /** Progress of the connection; null once we are in the room. */
  connectProgress: string | null
  /** The short key of the room, with what it is called, if anything. */
  room: string
  /** Lasting facts about the room, a word or two each: `private`. */
  remarks: readonly string[]
  /** The path to the host; null for none, as on a host. */
  path: Wording | null
  /** What is carried for others; null for nothing. */
  relaying: Wording | null
  /** The names of those here. */
  names: readonly string[]
  /** The names of those away. */
  away: readonly string[]
  /** Texts that the host has not confirmed yet. */
  waiting: readonly string[]
  /** The join/leave summary not yet printed. */
  counting: Entry | null
  isQuiet: boolean
}

/** `relayed via ben`, `relaying 2, 40.0 KiB/s`, and what has to do on a narrow screen: `relayed`, `relaying 2`. */
export interface Wording {
  full: string
  short: string
}
