// A participant without a room, for tests that only need one.
import { testKey } from './keys.ts'
import { NO_PATHS, type Participant } from '../../shared/chat/participant.ts'

export const NOBODY: Participant = {
  key: testKey('0'),
  say: () => {},
  post: () => Promise.resolve(),
  rename: () => {},
  whisper: () => Promise.resolve(),
  people: () => [],
  facts: { roomName: null, isPrivate: false, transcript: 'none' },
  paths: NO_PATHS,
  roster: () => Promise.resolve([]),
  waiting: [],
  find: () => Promise.resolve([]),
  invite: () => Promise.resolve({ key: null, join: null, words: null, joinWithWords: null }),
  check: () => Promise.reject(new Error('nobody asked')),
  earlier: () => Promise.resolve([]),
  quit: () => {},
  moderation: null
}
