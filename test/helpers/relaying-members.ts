// Members who relay, as their host sees them.
import type { PublicKey } from '../../shared/base/key.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import { RoomRelays, type RelayChannel } from '../../server-app/room-relays.ts'
import { testKey } from './keys.ts'
import { TestClock } from './test-clock.ts'

/** A member's channel, as its host sees it. */
export class FakeChannel implements RelayChannel {
  readonly heard: RelayWord[] = []
  isRefused = false
  say: (word: RelayWord) => void = () => {}

  relay(word: RelayWord): void {
    this.heard.push(word)
  }

  listen({ onRelay }: { onRelay: (word: RelayWord) => void }): void {
    this.say = onRelay
  }

  refuse(): void {
    this.isRefused = true
  }

  get isAsked(): boolean {
    return this.heard.some(({ kind }) => kind === 'wanted')
  }

  get vouchedFor(): string[] {
    return this.heard.flatMap((word) => (word.kind === 'vouch' ? [word.key] : []))
  }
}

export interface Member {
  channel: FakeChannel
  remove: () => void
}

export function join(relays: RoomRelays, owner: PublicKey, isDirect = true): Member {
  const channel = new FakeChannel()
  return { channel, remove: relays.add(channel, owner, () => isDirect) }
}

export function offer({ channel }: Member, letter: string, isOpen = true): void {
  channel.say({ kind: 'offer', key: testKey(letter), isOpen })
}

/** A room of so many members, all with a path of their own: the first ones are asked. */
export function crowd(count: number): { relays: RoomRelays; clock: TestClock; members: Member[] } {
  const clock = new TestClock()
  const relays = new RoomRelays(() => true, clock)
  return {
    relays,
    clock,
    members: Array.from({ length: count }, (_, index) => join(relays, testKey(index)))
  }
}

export function asked(members: Member[]): number[] {
  return members.flatMap(({ channel }, index) => (channel.isAsked ? [index] : []))
}

/** Where a newcomer that comes now is sent: the first letter of the relay's key. */
export function sent(relays: RoomRelays, newcomer: string): string | undefined {
  return relays.next({ key: testKey(newcomer), isPunchable: false })?.[0]
}
