// The host's end of an invite: lets in who proves to have the words, and says which key the host really has.
import type { KeyPair } from 'hyperdht'
import type { Message } from 'protomux'
import { keyOf, type PublicKey } from '../base/key.ts'
import { openChannel } from '../network/channel.ts'
import { closeGently, type Connection } from '../network/node.ts'
import { greet } from '../network/peer-kind.ts'
import { control, type BreakReason, type Json } from '../network/wire.ts'
import { hostIntroduction, INVITE_PROTOCOL, readGuestHello } from './messages.ts'

export interface Guest {
  key: PublicKey
  /** The name it asks for; null for its short key. */
  name: string | null
}

export interface HostEndOptions {
  /** The host's own key pair. */
  hostKey: KeyPair
  /** The public key of the words. */
  wordsKey: PublicKey
  /** Lets a guest in; or says why not. */
  admit: (guest: Guest) => BreakReason | null
}

/** Serves a connection to the key of the words, whose stream has begun. Resolves when it is closed. */
export async function receiveGuest(connection: Connection, options: HostEndOptions): Promise<void> {
  const greeting = await greet(connection)
  const { handshakeHash } = connection
  // Nobody else has business here.
  if (greeting?.protocol !== INVITE_PROTOCOL || handshakeHash === null) connection.destroy()
  else await serve(connection, handshakeHash, options)
  await closeGently(connection)
}

/** Resolves when the guest has its answer and is gone, or was turned away. */
function serve(
  connection: Connection,
  handshakeHash: Uint8Array,
  { hostKey, wordsKey, admit }: HostEndOptions
): Promise<void> {
  return new Promise((resolve) => {
    let introduction: Message<Json | null> | undefined
    const turnAway = (reason: BreakReason): void => {
      channel?.breakOff(reason)
      resolve()
    }
    const channel = openChannel(
      connection,
      { protocol: INVITE_PROTOCOL },
      {
        onOpen: (message) => {
          const hello = readGuestHello(message, wordsKey, handshakeHash)
          const guest = hello && { key: keyOf(connection.remotePublicKey), name: hello.name }
          const refusal = guest ? admit(guest) : 'protocol'
          if (refusal !== null) turnAway(refusal)
          else introduction?.send({ ...hostIntroduction(hostKey, handshakeHash) })
        },
        onBreak: () => resolve(),
        onClose: () => resolve(),
        addMessages: (own) => {
          // Only a host introduces itself.
          const onmessage = (): void => turnAway('protocol')
          introduction = own.addMessage({ encoding: control, onmessage })
        }
      }
    )
    connection.on('end', resolve)
    connection.on('close', resolve)
    if (channel === null) resolve()
  })
}
