// The host and the members of a storm, as real processes, and what they print and keep.
import b4a from 'b4a'
import fs from '#fs'
import path from '#path'
import { startClient, startHost, type Place } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

const HOST = ['--chat']
const KILLED = 137
const LOOK_MS = 20
/** A host that is back may have them before anybody looks. */
const LOOKS = 100

/** What is left of a storm. */
export interface Record {
  /** The texts in the host's transcript. */
  transcript: string[]
  members: MemberRecord[]
}

export interface MemberRecord {
  name: string
  /** The texts in its own copy. */
  copy: string[]
  /** The texts that its processes printed, in order. */
  shown: string[]
  /** The texts that were in its outbox whenever it was killed, and those still there. */
  owed: string[]
  unsent: string[]
  /** How its processes ended by themselves. */
  endings: string[]
}

interface Member {
  program: Program
  said: number
  shown: string[]
  owed: string[]
  endings: string[]
}

export async function createStage(place: Place, count: number): Promise<Stage> {
  const { host, key } = await startHostOf(place)
  return new Stage(place, { host, key, count })
}

export class Stage {
  /** A process has ended by itself. */
  onEnding: (last: string) => void = () => {}
  readonly names: string[]
  readonly #place: Place
  readonly #key: string
  readonly #members = new Map<string, Member>()
  #host: Program

  constructor(place: Place, { host, key, count }: { host: Program; key: string; count: number }) {
    this.#place = place
    this.#key = key
    this.#host = host
    this.names = Array.from({ length: count }, (_, index) => `m${index + 1}`)
    for (const name of this.names) {
      const member: Member = {
        program: this.#start(name),
        said: 0,
        shown: [],
        owed: [],
        endings: []
      }
      this.#members.set(name, member)
      this.#watch(member)
    }
  }

  say(name: string, count: number): void {
    const member = this.#member(name)
    for (let line = 0; line < count; line++) write(member.program, `${name} ${++member.said}`)
  }

  async restartHost(downMs: number): Promise<void> {
    await killed(this.#host)
    await pause(downMs)
    this.#host = (await startHostOf(this.#place)).host
  }

  /** It is killed once it has taken `count` lines more. */
  async restartMember(name: string, downMs: number, count = 0): Promise<void> {
    const member = this.#member(name)
    this.say(name, count)
    const last = `${name} ${member.said}`
    for (let look = 0; look < LOOKS && count > 0; look++) {
      if (this.#outboxOf(name).includes(last)) break
      await pause(LOOK_MS)
    }
    await killed(member.program)
    member.shown.push(...shownBy(member.program))
    member.owed.push(...this.#outboxOf(name))
    await pause(downMs)
    member.program = this.#start(name)
    this.#watch(member)
  }

  /** Null suspends the host. */
  async suspend(name: string | null, ms: number): Promise<void> {
    const program = name === null ? this.#host : this.#member(name).program
    program.kill('SIGSTOP')
    await pause(ms)
    program.kill('SIGCONT')
  }

  /** Resolves when everybody has everything. */
  async settle(): Promise<void> {
    for (const name of this.names) write(this.#member(name).program, `${name} last`)
    for (const { program } of this.#members.values()) {
      for (const name of this.names) await program.printed(new RegExp(`"text":"${name} last"`))
    }
  }

  async end(): Promise<Record> {
    for (const member of this.#members.values()) {
      member.program.end()
      await member.program.exited
      member.shown.push(...shownBy(member.program))
    }
    this.#host.kill('SIGTERM')
    await this.#host.exited
    const members = this.names.map((name) => {
      const { shown, owed, endings } = this.#member(name)
      const copy = textsIn(this.#folder('member', name, 'transcript', this.#key))
      return { name, copy, shown, owed, endings, unsent: this.#outboxOf(name) }
    })
    return { transcript: textsIn(this.#folder('host', 'default', 'transcript')), members }
  }

  #watch(member: Member): void {
    const { program } = member
    void program.exited.then((code) => {
      if (code === KILLED || code === 0) return
      const last = program.stderr.trim().split('\n').at(-1) ?? ''
      member.endings.push(`${code}: ${last}`)
      this.onEnding(last)
    })
  }

  #start(name: string): Program {
    const flags = ['--chat', '--json', '--wait', '--identity', name, '--name', name]
    return startClient(this.#place, this.#key, flags)
  }

  #member(name: string): Member {
    const member = this.#members.get(name)
    if (!member) throw new Error(`there is no ${name}`)
    return member
  }

  #outboxOf(name: string): string[] {
    const file = path.join(this.#folder('member', name, 'outbox'), this.#key)
    const texts = new Map<string, string>()
    for (const line of linesOf(file)) {
      const { id, text, isDone } = JSON.parse(line) as { id: string; text: string; isDone?: true }
      if (isDone) texts.delete(id)
      else texts.set(id, text)
    }
    return [...texts.values()]
  }

  #folder(...names: string[]): string {
    return path.join(this.#place.storage, 'hyperdht-chat', ...names)
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

function textsIn(folder: string): string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  const lines = names.sort().flatMap((name) => linesOf(path.join(folder, name)))
  return lines.flatMap((line) => {
    const { type, text } = JSON.parse(line) as { type: string; text: string }
    return type === 'post' ? text : []
  })
}

/** The whole lines of a file; none while there is no such file. */
function linesOf(file: string): string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
