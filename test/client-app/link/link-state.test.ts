import test from 'brittle'
import {
  isPassingOnceIn,
  mayTryAgain,
  type Perseverance
} from '../../../client-app/link/link-state.ts'
import { ChatError, type ChatErrorCode } from '../../../shared/base/errors.ts'

const HASTY: Perseverance = { waits: false, knocks: false, reconnectMs: 0, wasAdmitted: false }
const CHAT: Perseverance = { ...HASTY, knocks: true, reconnectMs: Infinity }

test('whether to dial again before the host has let us in', (t) => {
  const cases: [ChatErrorCode, Perseverance, boolean][] = [
    ['PEER_NOT_FOUND', HASTY, false],
    ['PEER_NOT_FOUND', CHAT, false],
    ['PEER_NOT_FOUND', { ...HASTY, waits: true }, true],
    ['BUSY', CHAT, false],
    ['BUSY', { ...CHAT, waits: true }, true],
    ['ROOM_FULL', { ...CHAT, waits: true }, true],
    ['BANNED', { ...CHAT, waits: true }, false],
    ['LOST', CHAT, true],
    ['LOST', { ...CHAT, reconnectMs: 0 }, false],
    ['LOST', { ...CHAT, reconnectMs: 0, waits: true }, true],
    ['LOST', { ...CHAT, wasAdmitted: true }, false],
    ['LOST', { ...HASTY, waits: true }, false],
    ['REFUSED', { ...CHAT, waits: true }, true],
    ['REFUSED', CHAT, false],
    ['REFUSED', { ...HASTY, waits: true }, false],
    ['REFUSED', { ...CHAT, waits: true, wasAdmitted: true }, false]
  ]
  for (const [code, options, expected] of cases)
    t.is(mayTryAgain(new ChatError(code), options), expected, `${code} ${JSON.stringify(options)}`)
})

test('what a member that was in gets over', (t) => {
  const cases: [ChatErrorCode, boolean][] = [
    ['HOST_LEFT', true],
    ['LOST', true],
    ['REFUSED', true],
    ['TOO_SLOW', true],
    ['BUSY', true],
    ['ROOM_FULL', true],
    ['PEER_NOT_FOUND', true],
    ['KICKED', false],
    ['BANNED', false],
    ['PROTOCOL', false],
    ['FLOODED', false]
  ]
  for (const [code, expected] of cases) t.is(isPassingOnceIn(new ChatError(code)), expected, code)
})
