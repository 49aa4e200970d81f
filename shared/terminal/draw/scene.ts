// All that what stands below the conversation is drawn from.
import type { Editor } from '../edit/editor-state.ts'
import type { Entry } from './styled-text.ts'

export interface Scene {
  editor: Editor
  /** Something to know for the moment. */
  notice: string | null
  /** How far the way in is; null once inside. */
  connectProgress: string | null
  /** The short key of the room. */
  room: string
  /** What there is to know of the room as long as it is so, in a word or two each: `private`. */
  remarks: readonly string[]
  /** The names of who is here. */
  names: readonly string[]
  /** What was said and is not with the host yet. */
  waiting: readonly string[]
  /** The join/leave summary not yet printed. */
  counting: Entry | null
  isQuiet: boolean
}
