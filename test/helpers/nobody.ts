// A participant of no room, for what only needs somebody to type.
import type { Participant } from '../../shared/chat/participant.ts'

export const NOBODY: Participant = {
  key: '0'.repeat(64),
  say: () => {},
  post: () => Promise.resolve(),
  rename: () => {},
  whisper: () => Promise.resolve(),
  people: () => [],
  facts: { isPrivate: false, transcript: 'none' },
  roster: () => Promise.resolve([]),
  waiting: [],
  find: () => Promise.resolve([]),
  quit: () => {},
  moderation: null
}
