// Posts to a host that never answers, and keeps waiting, or learns that the host is offline: `gives up`.
import { joinChat } from '../../client-app/chat.ts'
import type { Usable } from '../../client-app/link/link-state.ts'
import { run } from '../../shared/app/exit.ts'
import { say } from '../../shared/app/outlets.ts'
import { args } from '../../shared/app/runtime.ts'
import { ChatError } from '../../shared/base/errors.ts'
import type { ChatUi } from '../../shared/chat/ui.ts'
import { usualChat } from './usual-chat.ts'

let giveUp: (error: ChatError) => void = () => {}
const link: Usable = {
  state: { is: 'idle' },
  path: null,
  finished: new Promise((_, reject) => (giveUp = reject)),
  on: () => {},
  serve: () => {},
  close: () => Promise.resolve()
}

const ui: ChatUi = {
  draft: '',
  pastShown: 0,
  failed: new Promise(() => {}),
  say: () => {},
  report: (event) => {
    if (event.event === 'unsent') say(`unsent: ${event.texts.join(', ')}\n`)
  },
  heard: () => Promise.resolve(),
  run: (participant) => {
    void participant.post('first')
    void participant.post('second')
    if (args.includes('gives up')) giveUp(new ChatError('PEER_NOT_FOUND'))
    else say('ready\n')
    return new Promise(() => {})
  },
  interrupt: () => {}
}

// Nothing else keeps the process alive.
setInterval(() => {}, 60_000)
run(async () => {
  await joinChat({ ...usualChat(), link, ui })
  return 0
})
