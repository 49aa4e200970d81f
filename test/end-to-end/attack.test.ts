// The worst attacks of `npm run attack` on a room, a member and a pipe.
import { attackMember, attackRoom } from '../attack/endured.ts'
import { attackPipe } from '../attack/pipe-host.ts'
import { testAttack } from '../helpers/attacks.ts'

testAttack({ who: 'a member', attack: attackRoom, mode: 'short batches of own post' })
testAttack({ who: 'a member', attack: attackRoom, mode: 'opens, batches' })
testAttack({ who: 'a member', attack: attackRoom, mode: 'whispers to a sleeper' })
testAttack({ who: 'a host', attack: attackMember, mode: 'posts beyond the window' })
testAttack({ who: 'a pipe peer', attack: attackPipe, mode: 'empty data' })
