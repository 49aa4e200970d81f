// The DHT of a lab, as its tests see it: 32 nodes on as many addresses of one namespace.
import type { Assertions } from 'brittle'
import { Program } from '../helpers/program.ts'

/** With 16 or fewer, open hosts mostly take themselves for firewalled: HyperDHT's own test loses a race. */
const NODES = 32
/** So many of them are told to apps as their bootstrap. */
export const BOOTSTRAP_NODES = 3
/** HyperDHT's own. */
export const DHT_PORT = 49737

export const DHT_ADDRESSES = Array.from({ length: NODES }, (_, index) => `44.128.1.${index + 1}`)

/** As --bootstrap takes it. */
export const BOOTSTRAP = DHT_ADDRESSES.slice(0, BOOTSTRAP_NODES)
  .map((address) => `${address}:${DHT_PORT}`)
  .join(',')

/** The same with names, as HyperDHT has the public ones: it pings one after the other, then asks for their names. */
export const NAMED_BOOTSTRAP = DHT_ADDRESSES.slice(0, BOOTSTRAP_NODES)
  .map((address, index) => `${address}@node${index}.example:${DHT_PORT}`)
  .join(',')

export class Dht {
  readonly #nodes

  private constructor(running: Program) {
    this.#nodes = running
  }

  /** In a namespace that has the addresses. It is gone when the test ends. */
  static async start(t: Assertions, namespace: string): Promise<Dht> {
    const under = ['ip', 'netns', 'exec', namespace]
    const running = new Program(t, ['test/nat/dht-nodes.js', ...DHT_ADDRESSES], { under })
    await running.said(/^ready\n/m)
    return new Dht(running)
  }

  /** The nodes that apps are told as their bootstrap go, without a word; the others stay. */
  async stopBootstrapNodes(): Promise<void> {
    this.#nodes.write('stop\n')
    await this.#nodes.said(/^stopped\n/m)
  }
}
