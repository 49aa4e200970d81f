// The path to the host, as it is shown: what the link knows, with the names of relays that the host has told.
import {
  isNameDue,
  isSamePath,
  showPath,
  type RelayNames,
  type ShownPath
} from '../../shared/app/shown-path.ts'
import type { PublicKey } from '../../shared/base/key.ts'
import type { Paths } from '../../shared/chat/participant.ts'
import type { Load } from '../../shared/relay/carrier.ts'
import type { Person } from '../../shared/room/messages.ts'
import type { Usable } from '../link/link-state.ts'

export interface OwnPathOptions {
  /** The keys of relays one has brought along. */
  relays?: readonly PublicKey[]
  /** Carries for others. */
  relay?: { readonly load: Load | null } | null
  /** In a room: whose path it is. */
  member?: () => { readonly key: PublicKey; readonly isIn: boolean; people(): Person[] }
}

export class OwnPath implements Paths {
  readonly #link: Pick<Usable, 'path'>
  readonly #options: OwnPathOptions
  readonly #names: RelayNames
  /** Whose relay it is, by the host's word. */
  #owner: { relay: PublicKey; member: PublicKey } | null = null
  /** The last relay that carried us when the host let us in: it has said by then whose that is, if anybody's. */
  #settled: PublicKey | null = null
  #told: ShownPath | null = null
  #onChange: (path: ShownPath) => void = () => {}

  constructor(link: Pick<Usable, 'path' | 'on'>, options: OwnPathOptions) {
    this.#link = link
    this.#options = options
    this.#names = { own: options.relays ?? [], nameOf: (relay) => this.#nameOf(relay) }
    link.on('path', () => this.look())
  }

  /** Null before there has been a connection; the last one's while there is none. */
  get shown(): ShownPath | null {
    const { path } = this.#link
    return path && showPath(path, this.#names)
  }

  get relaying(): Load | null {
    return this.#options.relay?.load ?? null
  }

  /** A host does not tell the paths of others. */
  of(key: PublicKey): ShownPath | null {
    const member = this.#options.member?.()
    return member?.key === key && member.isIn ? this.shown : null
  }

  /**
   * The host says whose relay carries us: its first word counts, so that it cannot fill a screen with changes. The
   * first connection may bring it before its path is known.
   */
  relayedBy(relay: PublicKey, member: PublicKey): void {
    const { shown } = this
    if ((shown && shown.relay?.key !== relay) || this.#owner?.relay === relay) return
    this.#owner = { relay, member }
    this.look()
  }

  /** The host has let us in, or tells nothing about relays. */
  settle(): void {
    this.#settled = this.shown?.relay?.key ?? null
    this.look()
  }

  /** Whoever calls it tells this path; `onChange` gets each that follows. */
  tell(onChange: (path: ShownPath) => void): ShownPath | null {
    this.#onChange = onChange
    return (this.#told = this.shown)
  }

  /** Something may be another now. With a name that is due it is told once that is here. */
  look(): void {
    const { shown } = this
    if (!shown || !this.#told || isSamePath(shown, this.#told) || isNameDue(shown)) return
    this.#told = shown
    this.#onChange(shown)
  }

  #nameOf(relay: PublicKey): string | null | undefined {
    const member = this.#options.member?.()
    if (!member) return null
    const owner = this.#owner?.relay === relay ? this.#owner.member : null
    const person = member.people().find(({ key }) => key === owner)
    return person?.name ?? (relay === this.#settled || this.#isOwn(relay) ? null : undefined)
  }

  #isOwn(relay: PublicKey): boolean {
    return this.#names.own.includes(relay)
  }
}
