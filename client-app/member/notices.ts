// What a member does about the notices of its host.
import type { Output } from '../../shared/chat/output.ts'
import type { Notice } from '../../shared/room/messages.ts'
import type { Inbox } from './inbox.ts'
import type { NameWish } from './name-wish.ts'
import type { OwnPath } from '../relays/own-path.ts'
import type { Speaker } from './speaker.ts'

const NAME_REFUSED = 'The host refused that name, or you changed it too often'

export interface NoticeReaders {
  speaker: Pick<Speaker, 'onSlowDown' | 'onTaken' | 'onWhispered'>
  inbox: Pick<Inbox, 'onKeeping'>
  wish: Pick<NameWish, 'refused'>
  /** In a room of our own protocol. */
  path?: Pick<OwnPath, 'relayedBy'>
  say: (output: Output) => void
}

export function heed(notice: Notice, { speaker, inbox, wish, path, say }: NoticeReaders): void {
  switch (notice.kind) {
    case 'slow-down':
      return speaker.onSlowDown(notice.afterMs)
    case 'posted':
      return speaker.onTaken(notice.id)
    case 'whispered':
    case 'not-whispered':
      return speaker.onWhispered(notice)
    case 'relayed':
      return path?.relayedBy(notice.relay, notice.member)
    case 'unkept':
    case 'kept':
      return inbox.onKeeping(notice.kind === 'kept')
    case 'name-refused':
      if (wish.refused()) say({ event: 'problem', text: NAME_REFUSED })
  }
}
