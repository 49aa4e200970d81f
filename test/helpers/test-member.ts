// Anna as a member of a room, without a connection.
import { Member } from '../../client-app/member/member.ts'
import type { MemberOptions } from '../../client-app/member/member-options.ts'
import { OwnTranscript } from '../../client-app/memory/own-transcript.ts'
import { keyOf } from '../../shared/base/key.ts'
import type { Output } from '../../shared/chat/output.ts'
import { ANNA, ROOM } from './scripted-host.ts'

/** `said`: what she is told from now on. */
export function testMember(options: Partial<MemberOptions> = {}): {
  member: Member
  said: Output[]
} {
  const said: Output[] = []
  const room = keyOf(ROOM.publicKey)
  const member = new Member({
    keyPair: ANNA,
    hostKey: room,
    name: null,
    say: (output) => said.push(output),
    heard: () => Promise.resolve(),
    transcript: new OwnTranscript({ folder: null, room, onProblem: () => {} }),
    onWelcome: () => {},
    onRename: () => {},
    invite: () => Promise.reject(new Error('nobody asked')),
    quit: () => {},
    ...options
  })
  return { member, said }
}
