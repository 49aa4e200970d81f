// What only the host can do: put people out, and decide who may come in.
import { shortKey, type PublicKey } from '../../shared/base/key.ts'
import type { Output } from '../../shared/chat/output.ts'
import { onlyOne, Problem } from '../../shared/chat/find-person.ts'
import type { Moderation } from '../../shared/chat/participant.ts'
import { parsePublicKey } from '../../shared/identity/public-key.ts'
import type { Person } from '../../shared/room/messages.ts'
import type { Access } from '../access/access.ts'
import type { Sessions } from '../sessions/sessions.ts'

export interface ModeratorOptions {
  access: Access
  sessions: Pick<Sessions, 'dismiss'>
  /** Everybody in the room but the host. */
  others: () => Person[]
  say: (output: Output) => void
}

export class Moderator implements Moderation {
  readonly #options: ModeratorOptions

  constructor(options: ModeratorOptions) {
    this.#options = options
  }

  kick(who: string): void {
    this.#dismiss(onlyOne(who, this.#options.others()).key, 'kicked')
  }

  ban(who: string): void {
    this.#list('banned', who, true)
  }

  unban(who: string): void {
    this.#list('banned', who, false)
  }

  allow(who: string): void {
    this.#list('allowed', who, true)
  }

  deny(who: string): void {
    this.#list('allowed', who, false)
  }

  #dismiss(key: PublicKey, reason: 'kicked' | 'banned'): void {
    this.#options.sessions.dismiss(key, reason)
  }

  #list(list: 'allowed' | 'banned', who: string, isListed: boolean): void {
    const { access, say } = this.#options
    const { key, name } = this.#whoEver(who)
    try {
      if (list === 'allowed' && isListed) access.allow(key, name)
      else if (list === 'allowed') access.deny(key)
      else if (isListed) access.ban(key, name)
      else access.unban(key)
    } finally {
      // The change is in effect even if it could not be saved, which the error then reports.
      if (list === 'banned' && isListed) this.#dismiss(key, 'banned')
      if (list === 'allowed' && !isListed && access.isPrivate) this.#dismiss(key, 'kicked')
      say({ event: 'listed', list, key, isListed })
    }
  }

  /** Somebody here, somebody who knocks, somebody on a list, or anybody by full key. */
  #whoEver(who: string): { key: PublicKey; name: string } {
    const { access, others } = this.#options
    const digits = who.toLowerCase()
    const keys = digits.length >= 8 ? access.startingWith(digits) : []
    const facts = { isPlain: false, isAway: false }
    const listed = keys.map((key) => ({ key, name: shortKey(key), ...facts }))
    const here = new Set(others().map(({ key }) => key))
    const people = [...others(), ...listed.filter(({ key }) => !here.has(key))]
    try {
      return onlyOne(who, people)
    } catch (problem) {
      if (!/^\s*[0-9a-z]{52,64}\s*$/i.test(who)) throw problem
      const key = parseKey(who)
      return { key, name: shortKey(key) }
    }
  }
}

function parseKey(text: string): PublicKey {
  try {
    return parsePublicKey(text)
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error))
  }
}
