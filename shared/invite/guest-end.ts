// A guest's end of an invite: proves to have the words, and learns which key the host really has.
import type { KeyPair } from 'hyperdht'
import { Timer } from '../base/clock.ts'
import { ChatError } from '../base/errors.ts'
import type { PublicKey } from '../base/key.ts'
import { openChannel } from '../network/channel.ts'
import { breakError, lostError } from '../network/foreign-errors.ts'
import { closeGently, type Connection } from '../network/node.ts'
import { control, type Json } from '../network/wire.ts'
import { guestHello, INVITE_PROTOCOL, readHostIntroduction } from './messages.ts'

/** The host answers at once. */
const ANSWER_MS = 10_000

export interface GuestEndOptions {
  /** The key pair of the words. */
  wordsKey: KeyPair
  /** The name to ask for; null for the short key. */
  name: string | null
}

/**
 * The host's own key, asked for over an open connection to the key of the words, which is closed then. Throws
 * ChatError WORDS_SPENT, BANNED, LOST, PROTOCOL or PEER_PROTOCOL.
 */
export async function introduce(
  connection: Connection,
  options: GuestEndOptions
): Promise<PublicKey> {
  const late = new Timer(ANSWER_MS, () => connection.destroy())
  try {
    return await ask(connection, options)
  } finally {
    late.cancel()
    void closeGently(connection)
  }
}

function ask(connection: Connection, { wordsKey, name }: GuestEndOptions): Promise<PublicKey> {
  return new Promise((resolve, reject) => {
    const onLost = (cause?: unknown): void => reject(lostError(cause, ''))
    const { handshakeHash } = connection
    connection.on('error', onLost)
    connection.on('end', () => onLost())
    connection.on('close', () => onLost())
    if (handshakeHash === null) return onLost()
    const take = (message: Json | null): void => {
      const key = readHostIntroduction(message, handshakeHash)
      if (key === null) reject(new ChatError('PROTOCOL'))
      else resolve(key)
    }
    const channel = openChannel(
      connection,
      { protocol: INVITE_PROTOCOL, hello: guestHello(name, wordsKey, handshakeHash) },
      {
        onBreak: (reason) => reject(breakError(reason, '')),
        onClose: () => onLost(),
        addMessages: (own) => void own.addMessage({ encoding: control, onmessage: take })
      }
    )
    if (channel === null) onLost()
  })
}
