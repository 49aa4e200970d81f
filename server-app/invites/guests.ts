// Who comes into the room by the words of an invite. What makes and hears the words is loaded with the first of them.
import { toChatError } from '../../shared/base/errors.ts'
import { shortKey, type PublicKey } from '../../shared/base/key.ts'
import type { Invitation } from '../../shared/app/report-events.ts'
import type { Output } from '../../shared/chat/output.ts'
import type { Guest } from '../../shared/invite/host-end.ts'
import type { BreakReason } from '../../shared/network/wire.ts'
import type { Access } from '../access/access.ts'
import type { Invites, InvitesOptions } from './invites.ts'

export interface GuestsOptions extends Omit<InvitesOptions, 'admit'> {
  /** The room's key. */
  roomKey: PublicKey
  access: Access
  /** The DHT nodes to start from, for the line to join with. */
  bootstrap: string[]
  say: (output: Output) => void
}

export class Guests {
  readonly #options: GuestsOptions
  #invites: Promise<Invites> | null = null

  constructor(options: GuestsOptions) {
    this.#options = options
  }

  /** With new words, or without any if there can be none now. */
  async invite(): Promise<Invitation> {
    const { roomKey, bootstrap, say } = this.#options
    const [{ invitationTo }, invites] = await Promise.all([
      import('../../shared/app/invitation.ts'),
      (this.#invites ??= this.#open())
    ])
    const words = await invites.open().catch((error: unknown) => {
      say({ event: 'problem', text: toChatError(error).message })
      return null
    })
    return invitationTo(roomKey, words, bootstrap)
  }

  async close(): Promise<void> {
    await (await this.#invites)?.close()
  }

  async #open(): Promise<Invites> {
    const { Invites } = await import('./invites.ts')
    return new Invites({ ...this.#options, admit: (guest) => this.#admit(guest) })
  }

  #admit({ key, name }: Guest): BreakReason | null {
    const { access, say } = this.#options
    if (access.isBanned(key)) return 'banned'
    say({ event: 'invited', key, name })
    try {
      access.invite(key, name ?? shortKey(key))
    } catch (error) {
      // It is in force even if it could not be saved.
      say({ event: 'problem', text: toChatError(error).message })
    }
    return null
  }
}
