// A talk between two behind random NATs through a member that goes, again and again: how soon it goes on, and what of it arrives.
import type { Assertions } from 'brittle'
import { monotonicMs, Timer } from '../../shared/base/clock.ts'
import { startClient, startHost, type RunningHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { createLab, type Lab } from './lab.ts'
import type { NatKind } from './scripts.ts'

/** SIGTERM is a clean leave. */
export type Going = 'SIGKILL' | 'SIGTERM'

const RELAYS = ['carl', 'dora', 'eva'] as const
type Relay = (typeof RELAYS)[number]

/** Longer than anything here may take. */
const LIMIT_MS = 30_000

export class RelayedTalk {
  readonly #lab: Lab<'anna' | 'ben' | Relay>
  readonly #host: Program
  readonly #key: string
  readonly #relays = new Map<Relay, Program>()
  readonly #ben: Program
  #lines = 0

  /** Use `begin`. */
  constructor(lab: Lab<'anna' | 'ben' | Relay>, { host, key }: RunningHost, relays: typeof RELAYS) {
    this.#lab = lab
    this.#host = host
    this.#key = key
    for (const name of relays) this.#join(name)
    this.#ben = startClient(lab.hosts.ben, key, ['--chat', '--wait', '--name', 'ben'])
  }

  /** Resolves once all are in, and three members of this kind may be relays. */
  static async begin(t: Assertions, relay: NatKind): Promise<RelayedTalk> {
    const kinds = { carl: relay, dora: relay, eva: relay }
    const lab = await createLab(t, { anna: 'random', ben: 'random', ...kinds })
    const running = await startHost(lab.hosts.anna, ['--chat'])
    const talk = new RelayedTalk(lab, running, RELAYS)
    await Promise.all([...talk.#relays].map(([name, member]) => talk.#mayRelay(name, member)))
    await talk.say()
    return talk
  }

  /** A line each way. */
  async say(): Promise<void> {
    const line = `line ${this.#lines++}`
    this.#ben.write(`${line}\n`)
    this.#host.write(`${line}\n`)
    await Promise.all([
      this.#within(`${line} of ben`, this.#host.printed(new RegExp(`^ben: ${line}$`, 'm'))),
      this.#within(`${line} of the host`, this.#ben.printed(new RegExp(`^host: ${line}$`, 'm')))
    ])
  }

  /** The relay goes, and comes back. The longest that a line each way takes meanwhile, in milliseconds. */
  async lose(going: Going): Promise<number> {
    const [name, relay] = await this.#carrier()
    let hasGone = false
    void relay.exited.then(() => (hasGone = true))
    relay.kill(going)
    let longest = 0
    for (let isLast = false; !isLast;) {
      isLast = hasGone
      const begunAt = monotonicMs()
      await this.say()
      longest = Math.max(longest, monotonicMs() - begunAt)
    }
    await this.#mayRelay(name, this.#join(name))
    return Math.round(longest)
  }

  /** Whether every line arrived once, in order, and nobody was shown as leaving. */
  judge(t: Assertions): void {
    const expected = Array.from({ length: this.#lines }, (_, index) => `line ${index}`)
    const linesOf = (program: Program, author: string): string[] =>
      Array.from(
        String(program.stdout).matchAll(new RegExp(`^${author}: (line \\d+)$`, 'gm')),
        ([, line = '']) => line
      )
    t.alike(linesOf(this.#host, 'ben'), expected)
    t.alike(linesOf(this.#ben, 'host'), expected)
    t.absent(this.#host.stderr.includes('ben left'), this.#host.stderr)
  }

  /** Whether the member that is relayed was without a connection. */
  get wasLost(): boolean {
    return this.#ben.stderr.includes('connection was lost')
  }

  #join(name: Relay): Program {
    const member = startClient(this.#lab.hosts[name], this.#key, [
      '--chat',
      '--wait',
      '--name',
      name
    ])
    this.#relays.set(name, member)
    return member
  }

  async #mayRelay(name: Relay, member: Program): Promise<void> {
    await this.#within(`${name} to be asked to relay`, member.said(/may be connected through you/))
  }

  /** Who relays for ben now: one that has come back may have been relayed by others for a moment. */
  async #carrier(): Promise<[Relay, Program]> {
    const last = /relayed via (carl|dora|eva)\b(?![^]*relayed via)/
    const [, name = ''] = await this.#within('who relays for ben', this.#ben.said(last))
    const relay = [...this.#relays].find(([each]) => each === name)
    if (!relay) throw new Error(`There is no ${name}`)
    await this.#within(`${name} to carry`, relay[1].said(/relaying for others in this room/))
    return relay
  }

  /** Says what did not come, and what all programs have said until then. */
  async #within<Result>(what: string, result: Promise<Result>): Promise<Result> {
    let stop = (): void => {}
    const late = new Promise<never>((_, reject) => {
      const limit = new Timer(LIMIT_MS, () =>
        reject(new Error(`Waited for ${what}: ${this.#words}`))
      )
      stop = () => limit.cancel()
    })
    return Promise.race([result, late]).finally(stop)
  }

  get #words(): string {
    const programs = [['host', this.#host], ['ben', this.#ben], ...this.#relays] as const
    return programs.map(([name, { stderr }]) => `\n--- ${name}\n${stderr}`).join('')
  }
}
