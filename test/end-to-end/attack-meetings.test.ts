// The worst attacks of `npm run attack` where peers meet: at an invite, and at a relay.
import { attackInvite } from '../attack/guest.ts'
import { attackRelay } from '../attack/relay.ts'
import { testAttack } from '../helpers/attacks.ts'

testAttack({ who: 'a guest', attack: attackInvite, mode: 'guests with a wrong proof' })
testAttack({ who: 'a peer at a relay', attack: attackRelay, mode: 'more bytes than it carries' })
