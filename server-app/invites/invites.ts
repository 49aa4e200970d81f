// The invites of a host: for a while it also listens on the key pair that an invite's words stand for, and lets in the
// first who comes with them.
import type { KeyPair } from 'hyperdht'
import { CLOCK, timeOfDay, type Clock } from '../../shared/base/clock.ts'
import { ChatError } from '../../shared/base/errors.ts'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { deriveInviteKey, hourOf, type DeriveKey } from '../../shared/identity/invite-key.ts'
import { newWords } from '../../shared/identity/words.ts'
import { receiveGuest, type Guest } from '../../shared/invite/host-end.ts'
import type { Listener } from '../../shared/network/listener.ts'
import type { BreakReason } from '../../shared/network/wire.ts'

export interface InvitesOptions {
  /** The host's own key pair. */
  keyPair: KeyPair
  /** A listener on another key pair of the same node, behind the limits of the host's own. */
  listenOn: ListenOn
  /** Lets in whoever has the words; or says why not. */
  admit: (guest: Guest) => BreakReason | null
  /** The words of an invite are no longer good, and nobody came. */
  onUnused?: () => void
  derive?: DeriveKey
  clock?: Clock
  timeOfDay?: () => number
}

export type ListenOn = (keyPair: KeyPair) => Pick<Listener, 'ready' | 'serve' | 'close'>

interface Invite {
  listener: ReturnType<ListenOn> | null
  /** The key of who came with the words; null while they are good. */
  spentBy: PublicKey | null
  end: { cancel(): void } | null
}

export class Invites {
  readonly #options: InvitesOptions & Required<Pick<InvitesOptions, 'derive' | 'clock'>>
  /** The oldest first. */
  readonly #invites = new Set<Invite>()
  /** Ends with the last derivation so far: each takes 256 MiB. */
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(options: InvitesOptions) {
    this.#options = { derive: deriveInviteKey, clock: CLOCK, ...options }
  }

  /**
   * The words of a new invite, once the host can be found by them. Throws INVITES_FULL, WORDS_TOO_COSTLY or
   * NETWORK_UNREACHABLE.
   */
  async open(): Promise<string> {
    this.#makeRoom()
    const invite: Invite = { listener: null, spentBy: null, end: null }
    this.#invites.add(invite)
    try {
      const words = newWords()
      await this.#listen(invite, await this.#keyOf(words))
      return words
    } catch (error) {
      await this.#close(invite)
      throw error
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#invites].map((invite) => this.#close(invite)))
  }

  /** A spent invite is only kept to say so. */
  #makeRoom(): void {
    if (this.#invites.size < LIMITS.invites) return
    const spent = [...this.#invites].find(({ spentBy }) => spentBy !== null)
    if (!spent) throw new ChatError('INVITES_FULL', { values: { count: LIMITS.invites } })
    void this.#close(spent)
  }

  #keyOf(words: string): Promise<KeyPair> {
    const { derive, timeOfDay: now = timeOfDay } = this.#options
    const turn = this.#turn.then(() => derive(words, hourOf(now())))
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #listen(invite: Invite, wordsKey: KeyPair): Promise<void> {
    const { clock, keyPair, listenOn } = this.#options
    if (this.#isClosed) return
    const listener = (invite.listener = listenOn(wordsKey))
    // Nobody is settled here, so whoever stays is put out after a few seconds.
    listener.serve((connection) => {
      const admit = (guest: Guest): BreakReason | null => this.#admit(invite, guest)
      void receiveGuest(connection, {
        hostKey: keyPair,
        wordsKey: keyOf(wordsKey.publicKey),
        admit
      })
    })
    await listener.ready()
    if (this.#isClosed) return
    invite.end = clock.after(LIMITS.inviteMs, () => {
      if (invite.spentBy === null) this.#options.onUnused?.()
      void this.#close(invite)
    })
  }

  #admit(invite: Invite, guest: Guest): BreakReason | null {
    const { spentBy } = invite
    // The answer may have been lost, and the same guest asks again.
    if (spentBy !== null) return spentBy === guest.key ? null : 'spent'
    const refusal = this.#options.admit(guest)
    if (refusal === null) invite.spentBy = guest.key
    return refusal
  }

  async #close(invite: Invite): Promise<void> {
    this.#invites.delete(invite)
    invite.end?.cancel()
    await invite.listener?.close()
  }
}
