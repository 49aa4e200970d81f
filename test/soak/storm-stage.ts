// The host and the members of a storm, as real processes, and what they print.
import b4a from 'b4a'
import { startClient, startHost, type Place } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { copyOf, outboxOf, transcriptOf } from './storm-files.ts'
import type { Record } from './storm-judge.ts'

const HOST = ['--chat']
const KILLED = 137
const LOOK_MS = 20
/** A host that is back may have them before anybody looks. */
const LOOKS = 100

/** How long it may take after a storm until everybody has everything. */
const SETTLE_MS = 180_000

/** Where somebody's processes run, and the network that can be cut there. */
export interface Site extends Place {
  uplink?: { cut(): Promise<void>; restore(): Promise<void> }
}

/** Of the host, and of each member. */
export interface Sites {
  host: Site
  members: readonly Site[]
}

interface Member {
  name: string
  site: Site
  program: Program
  said: number
  shown: string[]
  owed: string[]
  endings: string[]
}

export async function createStage(sites: Sites): Promise<Stage> {
  const { host, key } = await startHostOf(sites.host)
  return new Stage(sites, host, key)
}

export class Stage {
  /** A process has ended by itself. */
  onEnding: (last: string) => void = () => {}
  readonly names: string[]
  readonly #hostSite: Site
  readonly #key: string
  readonly #members = new Map<string, Member>()
  #host: Program

  constructor(sites: Sites, host: Program, key: string) {
    this.#hostSite = sites.host
    this.#key = key
    this.#host = host
    for (const [index, site] of sites.members.entries()) {
      const name = `m${index + 1}`
      const program = this.#start(name, site)
      const member: Member = { name, site, program, said: 0, shown: [], owed: [], endings: [] }
      this.#members.set(name, member)
      this.#watch(member)
    }
    this.names = [...this.#members.keys()]
  }

  say(name: string, count: number): void {
    const member = this.#member(name)
    for (let line = 0; line < count; line++) write(member.program, `${name} ${++member.said}`)
  }

  async restartHost(downMs: number): Promise<void> {
    await killed(this.#host)
    await pause(downMs)
    this.#host = (await startHostOf(this.#hostSite)).host
  }

  /** It is killed once it has taken `count` lines more. */
  async restartMember(name: string, downMs: number, count = 0): Promise<void> {
    const member = this.#member(name)
    this.say(name, count)
    const last = `${name} ${member.said}`
    for (let look = 0; look < LOOKS && count > 0; look++) {
      if (this.#unsentOf(name).includes(last)) break
      await pause(LOOK_MS)
    }
    await killed(member.program)
    member.shown.push(...shownBy(member.program))
    member.owed.push(...this.#unsentOf(name))
    await pause(downMs)
    member.program = this.#start(name, member.site)
    this.#watch(member)
  }

  /** Null suspends the host. */
  async suspend(name: string | null, ms: number): Promise<void> {
    const program = name === null ? this.#host : this.#member(name).program
    program.kill('SIGSTOP')
    await pause(ms)
    program.kill('SIGCONT')
  }

  /** Null cuts the host off. Resolves with whether there is a network to cut. */
  async cut(name: string | null, ms: number): Promise<boolean> {
    const { uplink } = name === null ? this.#hostSite : this.#member(name).site
    if (!uplink) return false
    await uplink.cut()
    await pause(ms)
    await uplink.restore()
    return true
  }

  /** Resolves when everybody has everything, or with the names of those who are late. */
  async settle(): Promise<string[]> {
    for (const name of this.names) write(this.#member(name).program, `${name} last`)
    const late = new Set(this.names)
    const all = this.names.map(async (reader) => {
      const { program } = this.#member(reader)
      for (const name of this.names) await program.printed(new RegExp(`"text":"${name} last"`))
      late.delete(reader)
    })
    let limit
    await Promise.race([
      Promise.all(all),
      new Promise((resolve) => (limit = setTimeout(resolve, SETTLE_MS)))
    ])
    clearTimeout(limit)
    return [...late]
  }

  async end(late: readonly string[] = []): Promise<Record> {
    for (const member of this.#members.values()) {
      member.program.end()
      await member.program.exited
      member.shown.push(...shownBy(member.program))
    }
    this.#host.kill('SIGTERM')
    await this.#host.exited
    const members = this.names.map((name) => {
      const { site, shown, owed, endings } = this.#member(name)
      const copy = copyOf(site.storage, name, this.#key)
      const isLate = late.includes(name)
      return { name, copy, shown, owed, endings, isLate, unsent: this.#unsentOf(name) }
    })
    return { transcript: transcriptOf(this.#hostSite.storage), members }
  }

  #watch(member: Member): void {
    const { program } = member
    void program.exited.then((code) => {
      if (code === KILLED || code === 0) return
      const last = program.stderr.trim().split('\n').at(-1) ?? ''
      member.endings.push(`${code}: ${last}`)
      this.onEnding(`${member.name}: ${last}`)
    })
  }

  #start(name: string, site: Site): Program {
    const flags = ['--chat', '--json', '--wait', '--identity', name, '--name', name]
    return startClient(site, this.#key, flags)
  }

  #member(name: string): Member {
    const member = this.#members.get(name)
    if (!member) throw new Error(`there is no ${name}`)
    return member
  }

  #unsentOf(name: string): string[] {
    return outboxOf(this.#member(name).site.storage, name, this.#key)
  }
}

function startHostOf(place: Place): Promise<{ host: Program; key: string }> {
  return startHost(place, HOST)
}

function write(program: Program, text: string): void {
  program.write(`${JSON.stringify({ command: 'say', text })}\n`)
}

async function killed(program: Program): Promise<void> {
  program.kill('SIGKILL')
  await program.exited
}

/** The last line may be torn. */
function shownBy({ stdout }: Program): string[] {
  const lines = b4a.toString(stdout).split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    const { event, text } = JSON.parse(line) as { event: string; text: string }
    return event === 'post' ? text : []
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
