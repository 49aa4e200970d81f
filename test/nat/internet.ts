// The public network of a lab: internet.py, which forwards packets between uplinks.
import type { Assertions } from 'brittle'
import { Program } from '../helpers/program.ts'

/** An uplink, the same in both directions. */
export interface LinkSettings {
  /** One way. */
  delayMs: number
  lossPercent: number
  /** 0 for no limit. What waits longer than 50 ms is lost. */
  rateMbit: number
  /** It carries nothing, which neither the host nor its NAT can see. */
  isCut: boolean
}

const BITS = 8
const BITS_PER_MBIT = 1e6

export class Internet {
  readonly #switch
  readonly #settings = new Map<string, LinkSettings>()
  #orders = 0

  private constructor(running: Program) {
    this.#switch = running
  }

  /** Between the interfaces `ports` of the namespace, which must exist. It is gone when the test ends. */
  static async start(t: Assertions, namespace: string, ports: string[]): Promise<Internet> {
    const under = ['ip', 'netns', 'exec', namespace]
    const running = new Program(t, ['test/nat/internet.py', ...ports], { under, binary: 'python3' })
    await running.printed(/^ready\n/)
    return new Internet(running)
  }

  /** Changes some settings of a port. Resolves when they are in force. */
  async set(port: string, changes: Partial<LinkSettings>): Promise<void> {
    const settings = { ...(this.#settings.get(port) ?? PERFECT), ...changes }
    this.#settings.set(port, settings)
    const id = ++this.#orders
    const order = {
      id,
      port,
      delay: settings.delayMs / 1000,
      loss: settings.lossPercent / 100,
      rate: (settings.rateMbit * BITS_PER_MBIT) / BITS,
      cut: settings.isCut
    }
    this.#switch.write(`${JSON.stringify(order)}\n`)
    await this.#switch.printed(new RegExp(`^done ${id}\n`, 'm'))
  }
}

const PERFECT: LinkSettings = { delayMs: 0, lossPercent: 0, rateMbit: 0, isCut: false }
