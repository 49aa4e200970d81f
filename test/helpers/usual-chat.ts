// The options of a client's chat that keeps nothing on disk and does not reconnect.
import { keyOf } from '../../shared/base/key.ts'
import { testKey } from './keys.ts'
import type { ChatOptions } from '../../client-app/chat-options.ts'
import { Visits } from '../../client-app/visits.ts'
import { ANNA, ROOM } from './scripted-host.ts'

export function usualChat(): Omit<ChatOptions, 'link' | 'ui'> {
  return {
    bootstrap: [],
    folder: null,
    keepsTranscript: true,
    name: null,
    messages: null,
    timeoutMs: null,
    keyPair: ANNA,
    hostKey: keyOf(ROOM.publicKey),
    isOnTerminal: false,
    isPlain: false,
    visits: new Visits({ storage: null, key: testKey('0') }),
    reconnects: false
  }
}
