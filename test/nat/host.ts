// A host of a lab: apps are started on it as elsewhere in the tests.
import type { Assertions } from 'brittle'
import type { TestPlace } from '../helpers/apps.ts'
import { shellIn } from './command.ts'
import { BOOTSTRAP } from './dht.ts'
import type { HostPlan } from './plan.ts'
import { lanRoute, natRules, publicRoute, type NatKind } from './scripts.ts'
import type { Uplink } from './uplink.ts'

export class LabHost implements TestPlace {
  readonly t
  readonly bootstrap = BOOTSTRAP
  /** Its folder for what outlives a program. */
  readonly storage
  /** What runs a program on this host. */
  readonly under
  /** Shared by all hosts behind one NAT. */
  readonly uplink
  readonly #lab
  readonly #namespace
  readonly #plan

  /** Use createLab. */
  constructor(t: Assertions, storage: string, { lab, plan, uplink }: Place) {
    this.t = t
    this.storage = storage
    this.uplink = uplink
    this.#lab = lab
    this.#namespace = `${lab}.${plan.name}`
    this.#plan = plan
    this.under = ['ip', 'netns', 'exec', this.#namespace]
  }

  /** The NAT it is behind becomes another kind. What goes on keeps its ports. */
  changeNat(kind: NatKind): void {
    const { edge, lan } = this.#plan
    const rules = natRules(kind, lan.address)
    const script = `nft delete table ip nat\nnft -f - << END\n${rules}\nEND`
    shellIn(`${this.#lab}.${edge.namespace}`, script)
  }

  /** It gets another address besides its own, which its programs can see. */
  addAddress(): void {
    shellIn(this.#namespace, 'ip addr add 10.255.0.1/24 dev eth0')
  }

  /** Its own cable is pulled, which its programs can see. */
  unplug(): void {
    shellIn(this.#namespace, 'ip link set eth0 down')
  }

  plug(): void {
    const { nat, lan } = this.#plan
    const route = nat === 'open' ? publicRoute('eth0', this.uplink.address) : lanRoute(lan.address)
    shellIn(this.#namespace, `ip link set eth0 up\n${route}`)
  }
}

interface Place {
  lab: string
  plan: HostPlan
  uplink: Uplink
}
