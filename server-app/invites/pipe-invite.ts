// The invite of a pipe: its words are on standard error. Loaded only for --invite.
import { ChatError, toChatError } from '../../shared/base/errors.ts'
import { keyOf } from '../../shared/base/key.ts'
import { invitationTo } from '../../shared/app/invitation.ts'
import type { Report } from '../../shared/app/report.ts'
import type { KeyPair } from '../../shared/identity/keypair.ts'
import type { Access } from '../access/access.ts'
import { Invites, type InvitesOptions } from './invites.ts'

export interface PipeInviteOptions extends Pick<InvitesOptions, 'listenOn' | 'derive' | 'clock'> {
  keyPair: KeyPair
  /** Decides who may use a private pipe; null when everybody with the key may. */
  access: Pick<Access, 'invite'> | null
  bootstrap: string[]
  report: Report
}

export interface PipeInvite {
  /** Never resolves. Rejects when nobody can use the pipe any more, or nobody can be invited at all. */
  failed: Promise<never>
  close: () => Promise<void>
}

/** Lets in whoever comes with the words, which are reported. */
export function inviteToPipe(options: PipeInviteOptions): PipeInvite {
  const { keyPair, access, bootstrap, report } = options
  let fail: (error: ChatError) => void = () => {}
  const failed = new Promise<never>((_, reject) => (fail = reject))
  const invites = new Invites({
    ...options,
    admit: ({ key, name }) => {
      access?.invite(key, '')
      report({ event: 'invited', key, name })
      return null
    },
    onUnused: () => {
      if (access !== null) fail(new ChatError('INVITE_UNUSED'))
    }
  })
  const key = keyOf(keyPair.publicKey)
  invites.open().then(
    // The key was the first thing to be printed.
    (words) =>
      report({ event: 'invite', ...invitationTo(key, words, bootstrap), key: null, join: null }),
    (error: unknown) => fail(toChatError(error))
  )
  return { failed, close: () => invites.close() }
}
