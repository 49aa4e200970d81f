// A member on one connection, from start to end: detects what the host speaks, and reports how it ends.
import { ChatError } from '../shared/base/errors.ts'
import { breakError, lostError } from '../shared/network/foreign-errors.ts'
import { closeGently, type Connection } from '../shared/network/node.ts'
import { watchForPlainHost } from '../shared/network/peer-kind.ts'
import { RoomChannel } from '../shared/room/channel.ts'
import type { Member } from './member.ts'
import { PlainHost } from './plain-host.ts'

export interface ConversationOptions {
  connection: Connection
  member: Member
  /** Use plain lines from the start. */
  isPlain: boolean
  /** The host is plain, so we are admitted. Not called before the connection is open. */
  onPlainHost: () => void
}

/**
 * Takes part over a connection, which may not be open yet. Resolves when the host has ended its side. Throws
 * ChatError LOST, NO_CHAT, PROTOCOL, or the host's own reason: KICKED, ROOM_FULL and so on.
 */
export async function converse(options: ConversationOptions): Promise<void> {
  const { connection, member, isPlain } = options
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', (cause) => reject(lost(cause)))
      connection.on('end', resolve)
      connection.on('close', () => reject(lost()))
      if (isPlain) speakPlainOnceOpen(options, resolve)
      else openRoom(options, resolve, reject)
    })
  } finally {
    member.detach()
    void closeGently(connection)
  }
}

function openRoom(
  options: ConversationOptions,
  onEnd: () => void,
  onFailed: (error: ChatError) => void
): void {
  const { connection, member } = options
  const channel = new RoomChannel(connection, member.hello())
  let isOpen = false
  channel.listen({
    onOpen: () => {
      isOpen = true
    },
    onBreak: (reason) => onFailed(breakError(reason, '')),
    onBreach: (breach) => onFailed(new ChatError(breach === 'flood' ? 'FLOODED' : 'PROTOCOL')),
    // Not if the connection is closing anyway.
    onClose: () => (isOpen || connection.destroying ? onEnd() : onFailed(new ChatError('NO_CHAT')))
  })
  member.attach(channel)
  watchForPlainHost(connection, (firstBytes) => speakPlain(options, firstBytes, onEnd))
}

/** Only once open: a plain host might get the first lines of a connection that is never used. */
function speakPlainOnceOpen(options: ConversationOptions, onEnd: () => void): void {
  void options.connection.opened.then((isOpen) => {
    if (isOpen) speakPlain(options, null, onEnd)
  })
}

function speakPlain(
  { connection, member, onPlainHost }: ConversationOptions,
  firstBytes: Uint8Array | null,
  onEnd: () => void
): void {
  const onLine = (text: string): void => member.say({ event: 'line', text, isOwn: false })
  const heard = (): Promise<void> => member.heard()
  const host = new PlainHost(connection, { firstBytes, onLine, heard, onEnd })
  onPlainHost()
  member.attachPlain((text) => host.write(text))
}

function lost(cause?: unknown): ChatError {
  return lostError(cause, '. Join again, and the last messages are shown')
}
