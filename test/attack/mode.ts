// An attack: the hostile peer, its target and its duration.
import b4a from 'b4a'
import type { KeyPair } from 'hyperdht'
import { monotonicMs, wait } from '../../shared/base/clock.ts'
import { keyOf, type PublicKey } from '../../shared/base/key.ts'
import type { Node } from '../../shared/network/node.ts'
import type { HostilePeer } from '../helpers/hostile-peer.ts'

export type Mode = (attack: Attack) => Promise<void>
export type Modes = Readonly<Record<string, Mode>>

export class Attack {
  readonly hostKey: Uint8Array
  readonly keyPair: KeyPair
  readonly node: Node
  readonly bootstrap: string
  readonly peer: HostilePeer
  /** The key pair of the words of an invite, for who has overheard them. */
  readonly wordsKey: KeyPair | null
  readonly #seconds: number
  #untilMs = 0

  constructor(options: AttackOptions) {
    this.hostKey = options.hostKey
    this.keyPair = options.keyPair
    this.node = options.node
    this.bootstrap = options.bootstrap
    this.peer = options.peer
    this.wordsKey = options.wordsKey ?? null
    this.#seconds = options.seconds
    this.begin()
  }

  /** Starts the time of the attack; what comes before is preparation. */
  begin(): void {
    this.#untilMs = monotonicMs() + this.#seconds * 1000
  }

  get hostHex(): PublicKey {
    return keyOf(this.hostKey)
  }

  get isOver(): boolean {
    return monotonicMs() >= this.#untilMs
  }

  flood(makeFrame: () => Uint8Array, peer: HostilePeer = this.peer): Promise<void> {
    return peer.flood(makeFrame, this.#untilMs)
  }

  /** Waits for the end. */
  idle(): Promise<void> {
    return wait(Math.max(0, this.#untilMs - monotonicMs()))
  }
}

/** Floods with `text`, once a plain peer that has spoken is known as one: after `settleMs`. */
export function floodOfPlain(text: string, settleMs: number): Mode {
  return async (attack) => {
    attack.peer.send(b4a.from('hello\n'))
    await wait(settleMs)
    const frame = b4a.from(text)
    await attack.flood(() => frame)
  }
}

export interface AttackOptions {
  hostKey: Uint8Array
  keyPair: KeyPair
  node: Node
  bootstrap: string
  peer: HostilePeer
  wordsKey?: KeyPair | null
  seconds: number
}
