// The uplink of one host, or of all hosts behind one NAT, to the public network, with its faults.
import { shellIn } from './command.ts'
import type { Internet, LinkSettings } from './internet.ts'
import type { Edge } from './plan.ts'
import { publicRoute } from './scripts.ts'
import { INTERNET } from './wiring.ts'

export interface Traffic {
  packets: number
  bytes: number
}

const COUNTERS = ['rx_packets', 'rx_bytes', 'tx_packets', 'tx_bytes']

export class Uplink {
  readonly #lab
  readonly #internet
  readonly #edge
  #address

  /** Use createLab. */
  constructor(lab: string, internet: Internet, edge: Edge) {
    this.#lab = lab
    this.#internet = internet
    this.#edge = edge
    this.#address = edge.address
  }

  /** The public address of the hosts behind it. */
  get address(): string {
    return this.#address
  }

  /** It carries nothing, until `restore`. Neither the host nor its NAT can see that. */
  cut(): Promise<void> {
    return this.set({ isCut: true })
  }

  restore(): Promise<void> {
    return this.set({ isCut: false })
  }

  /** Resolves when the changes are in force. */
  set(changes: Partial<LinkSettings>): Promise<void> {
    return this.#internet.set(this.#edge.port, changes)
  }

  /** The provider gives a new address. An open host sees it; one behind a NAT does not, and its mappings go. */
  changeAddress(): void {
    const [, network = '', last = ''] = /^(.*\.)(\d+)$/.exec(this.#address) ?? []
    this.#readdress(`${network}${(Number(last) % 250) + 1}`)
  }

  /** The NAT forgets its mappings. A consistent one gives the same ports again. */
  flushMappings(): void {
    this.#readdress(this.#address)
  }

  /** What has gone through so far, with Ethernet's headers: what is lost under way was sent, and never received. */
  traffic(): { sent: Traffic; received: Traffic } {
    const folder = `/sys/class/net/${this.#edge.port}/statistics`
    const files = COUNTERS.map((counter) => `${folder}/${counter}`).join(' ')
    const counts = shellIn(`${this.#lab}.${INTERNET}`, `cat ${files}`).split('\n').map(Number)
    const [sentPackets = 0, sentBytes = 0, packets = 0, bytes = 0] = counts
    return { sent: { packets: sentPackets, bytes: sentBytes }, received: { packets, bytes } }
  }

  /** The mappings of an address go with it. */
  #readdress(address: string): void {
    const { namespace, interface: name } = this.#edge
    const script = `ip addr del ${this.#address}/32 dev ${name}
ip addr add ${address}/32 dev ${name}
${publicRoute(name, address)}`
    shellIn(`${this.#lab}.${namespace}`, script)
    this.#address = address
  }
}
