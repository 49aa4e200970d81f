// Members who relay, as their host sees them.
import type { PublicKey } from '../../shared/base/key.ts'
import type { RelayWord } from '../../shared/room/relaying.ts'
import type { RelayChannel } from '../../server-app/relays/relay-candidate.ts'
import { RoomRelays, type RoomRelaysOptions } from '../../server-app/relays/room-relays.ts'
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

  /** The relays named last, by the first letters of their keys. */
  get standBys(): string | null {
    const words = this.heard.flatMap((word) => (word.kind === 'stand-by' ? [word.keys] : []))
    return (
      words
        .at(-1)
        ?.map((key) => key[0])
        .join('') ?? null
    )
  }

  get isMoved(): boolean {
    return this.heard.some(({ kind }) => kind === 'move')
  }

  get vouchedFor(): string[] {
    return this.heard.flatMap((word) => (word.kind === 'vouch' ? [word.key] : []))
  }
}

export interface Member {
  channel: FakeChannel
  remove: () => void
}

/** The relays of a room, for a host whose own connections to them are never there. */
export function relaysOf(options: Partial<RoomRelaysOptions> = {}): RoomRelays {
  const connections = { keep: () => () => {}, isReady: () => false }
  return new RoomRelays({
    isNeeded: () => true,
    isRandom: () => false,
    connections,
    clock: new TestClock(),
    ...options
  })
}

/** A member with a direct path, or carried by a relay: by its key. */
export function join(
  relays: RoomRelays,
  owner: PublicKey,
  carrier: PublicKey | null = null
): Member {
  const channel = new FakeChannel()
  return { channel, remove: relays.add({ channel, owner, carrier: () => carrier }) }
}

export function offer({ channel }: Member, letter: string, isOpen = true): void {
  channel.say({ kind: 'offer', key: testKey(letter), isOpen })
}

/** A room of so many members, all with a path of their own: the first ones are asked. */
export function crowd(count: number): { relays: RoomRelays; clock: TestClock; members: Member[] } {
  const clock = new TestClock()
  const relays = relaysOf({ clock })
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
