// A member on one connection, from start to end: detects what the host speaks, and reports how it ends.
import { ChatError } from '../shared/base/errors.ts'
import { breakError, lostError } from '../shared/network/foreign-errors.ts'
import { silentMs } from '../shared/network/heartbeats.ts'
import { closeGently, type Connection } from '../shared/network/node.ts'
import { watchForPlainHost } from '../shared/network/peer-kind.ts'
import { RoomChannel } from '../shared/room/channel.ts'
import type { Member } from './member/member.ts'
import { PlainHost } from './plain-host.ts'
import type { RelayWords } from './relays/relay-words.ts'

export interface ConversationOptions {
  connection: Connection
  member: Member
  /** Listens to what the host says about relays. */
  relayWords?: Pick<RelayWords, 'attach'> | null
  /** Use plain lines from the start. */
  isPlain: boolean
  /** Whether a host that ends its side, and speaks our protocol, is an error: HOST_LEFT. */
  demandsHost: boolean
  /** The host is plain, so we are admitted. Not called before the connection is open. */
  onPlainHost: () => void
}

/**
 * Takes part over a connection, which may not be open yet. Resolves when the host has ended its side. Throws
 * ChatError LOST, HOST_LEFT, NO_CHAT, PROTOCOL, or the host's own reason: KICKED, ROOM_FULL and so on.
 */
export async function converse(options: ConversationOptions): Promise<void> {
  const { connection, isPlain, demandsHost } = options
  const conversation: Conversation = { ...options, isInRoom: !isPlain, detach: () => {} }
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', (cause) => reject(lost(cause)))
      connection.on('end', resolve)
      connection.on('close', () => reject(lost()))
      if (isPlain) speakPlainOnceOpen(conversation, resolve)
      else openRoom(conversation, resolve, reject)
    })
    if (demandsHost && conversation.isInRoom) throw new ChatError('HOST_LEFT')
  } finally {
    conversation.detach()
    void closeGently(connection)
  }
}

/**
 * The same. A reader of ours that is too slow for the host would be sent more with each new connection, until our memory
 * is full: the end of one counts once all that came over it is read.
 */
export async function listenOut(options: ConversationOptions): Promise<void> {
  try {
    await converse(options)
  } finally {
    await options.member.heard()
  }
}

interface Conversation extends ConversationOptions {
  /** Whether the host speaks our protocol. */
  isInRoom: boolean
  /** Detaches the member from this connection. */
  detach: () => void
}

function openRoom(
  conversation: Conversation,
  onEnd: () => void,
  onFailed: (error: ChatError) => void
): void {
  const { connection, member, relayWords } = conversation
  const channel = new RoomChannel(connection, member.hello())
  let isOpen = false
  channel.listen({
    onOpen: () => {
      isOpen = true
    },
    // A host may ask, and nobody has to answer.
    onRelay: () => {},
    onBreak: (reason) => onFailed(breakError(reason, '')),
    onBreach: (breach) => onFailed(new ChatError(breach === 'flood' ? 'FLOODED' : 'PROTOCOL')),
    // Not if the connection is closing anyway.
    onClose: () => (isOpen || connection.destroying ? onEnd() : onFailed(new ChatError('NO_CHAT')))
  })
  conversation.detach = member.attach(channel, () => silentMs(connection))
  relayWords?.attach(channel)
  watchForPlainHost(connection, (firstBytes) => speakPlain(conversation, firstBytes, onEnd))
}

/** Only once open: a plain host might get the first lines of a connection that is never used. */
function speakPlainOnceOpen(conversation: Conversation, onEnd: () => void): void {
  void conversation.connection.opened.then((isOpen) => {
    if (isOpen) speakPlain(conversation, null, onEnd)
  })
}

function speakPlain(
  conversation: Conversation,
  firstBytes: Uint8Array | null,
  onEnd: () => void
): void {
  const { connection, member, onPlainHost } = conversation
  conversation.isInRoom = false
  const onLine = (text: string): void => member.say({ event: 'line', text, isOwn: false })
  const heard = (): Promise<void> => member.heard()
  const host = new PlainHost(connection, { firstBytes, onLine, heard, onEnd })
  onPlainHost()
  conversation.detach = member.attachPlain((text) => host.write(text))
}

function lost(cause?: unknown): ChatError {
  return lostError(cause, '. Join again, and what you missed is shown')
}
