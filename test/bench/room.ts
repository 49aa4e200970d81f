// A room that fills up: many members in this process against one host, posting at a steady rate. Everybody
// has to get every post once, in the same order. `node test/bench/room.js [--quick] [--members <n>] [--seconds <n>]`
// With --nice the members get only the processor time that nobody else wants: they fall behind, and none may be lost.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import type { PublicKey } from '../../shared/base/key.ts'
import { converse } from '../../client-app/conversation.ts'
import { Link } from '../../client-app/link/link.ts'
import { Member } from '../../client-app/member/member.ts'
import { OwnTranscript } from '../../client-app/memory/own-transcript.ts'
import type { Output } from '../../shared/chat/output.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { parsePublicKey } from '../../shared/identity/public-key.ts'
import { Child } from './child.ts'
import { startDht } from './dht.ts'
import { percentile } from './statistics.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    members: { type: 'string' },
    seconds: { type: 'string' },
    nice: { type: 'boolean' }
  }
})
const USUAL_SIZES = values.quick ? [10, 50] : [10, 50, 100, 200]
const SIZES = values.members ? [Number(values.members)] : USUAL_SIZES
const SECONDS = Number(values.seconds ?? (values.quick ? 5 : 60))
const LOWEST_PRIORITY = 19
const POSTS_PER_SECOND = 50
/** Of the latencies, one in so many is kept. */
const SAMPLE = 7

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-room-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

/** One of our own clients, without its files and its screen. It comes back when it loses the connection. */
class Client {
  /** What everybody said, as it came. */
  readonly order: string[] = []
  readonly joined: Promise<void>
  losses = 0
  onPost: (text: string) => void = () => {}
  readonly #member: Member
  readonly #link: Link
  #onAdmitted: () => void = () => {}

  constructor(node: Node, hostKey: PublicKey) {
    const keyPair: KeyPair = HyperDHT.keyPair()
    const timing = { timeoutMs: null, waits: true, reconnectMs: Infinity }
    const traffic = TRAFFIC.roomHost
    this.#link = new Link({ node, hostKey, keyPair, traffic, knocks: false, ...timing })
    let onJoined = (): void => {}
    this.joined = new Promise((resolve) => (onJoined = resolve))
    const none = (): void => {}
    this.#member = new Member({
      keyPair,
      hostKey,
      name: null,
      say: (output) => this.#hear(output),
      heard: () => Promise.resolve(),
      transcript: new OwnTranscript({ folder: null, room: hostKey, onProblem: fail }),
      onWelcome: () => {
        this.#onAdmitted()
        onJoined()
      },
      onRename: none,
      invite: () => Promise.reject(new Error('nobody asked')),
      quit: none
    })
    this.#link.on('change', (state) => {
      if (state.is === 'lost' && state.failure === null) this.losses++
    })
    this.#link.finished.catch((error: unknown) => {
      if (!this.#link.closing) fail(String(error))
    })
    this.#link.serve((connection, onAdmitted) => {
      this.#onAdmitted = onAdmitted
      return converse({
        connection,
        member: this.#member,
        isPlain: false,
        demandsHost: true,
        onPlainHost: none
      })
    })
    void this.#link.ready()
  }

  post(text: string): void {
    void this.#member.post(text)
  }

  close(): Promise<void> {
    return this.#link.close()
  }

  #hear(output: Output): void {
    if (output.event === 'dropped') fail(`an event was dropped: ${output.reason}`)
    if (output.event !== 'post') return
    this.order.push(output.text)
    this.onPost(output.text)
  }
}

try {
  const bootstrap = await startDht()
  print('members  delivered   p50 ms  p99 ms  host CPU µs/delivery  host MB  MB/member  losses')
  for (const size of SIZES) print(await measure(size, bootstrap))
  process.exit(0)
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}

async function measure(size: number, bootstrap: string): Promise<string> {
  const args = ['server-app', '--chat', '--members', '1000', '--history', '0']
  const host = new Child({
    executable: process.execPath,
    args: [...args, '--storage', path.join(folder, String(size)), '--bootstrap', bootstrap],
    isKeptAlive: true
  })
  const { match } = await host.said(/listening on: (\w+)\n/)
  const hostKey = parsePublicKey(match[1] ?? '')
  const emptyBytes = host.peakMemory()
  if (values.nice) os.setPriority(LOWEST_PRIORITY)
  const node = createNode({ bootstrap: bootstrap.split(',') })
  const members: Client[] = []
  for (let count = 0; count < size; count++) {
    const member = new Client(node, hostKey)
    await member.joined
    members.push(member)
  }

  const latencies: number[] = []
  const sentAt = new Map<string, number>()
  let deliveries = 0
  let onDone = (): void => {}
  const total = POSTS_PER_SECOND * SECONDS
  const done = new Promise<void>((resolve) => (onDone = resolve))
  for (const member of members) {
    member.onPost = (text) => {
      deliveries++
      if (deliveries % SAMPLE === 0) latencies.push(performance.now() - (sentAt.get(text) ?? NaN))
      if (deliveries === total * size) onDone()
    }
  }
  const cpuBefore = host.processorTime()
  const started = performance.now()
  let posted = 0
  const timer = setInterval(() => {
    const due = Math.min(total, ((performance.now() - started) / 1000) * POSTS_PER_SECOND)
    for (; posted < due; posted++) {
      const author = members[posted % size]
      const text = `post ${posted} of a room of ${size}`
      sentAt.set(text, performance.now())
      author?.post(text)
    }
    if (posted >= total) clearInterval(timer)
  }, 5)
  await done
  const cpu = ((host.processorTime() - cpuBefore) / deliveries) * 1e6
  const bytes = host.peakMemory()

  const [first] = members
  const isOneOrder = members.every(({ order }) => order.join() === first?.order.join())
  const isWhole = new Set(first?.order).size === total && first?.order.length === total
  if (!isOneOrder || !isWhole) fail(`${size} members: not everything once, in one order`)
  await Promise.all(members.map((member) => member.close()))
  await node.destroy()
  await host.stop()
  return [
    String(size).padEnd(8),
    String(deliveries).padEnd(11),
    percentile(latencies, 50).toFixed(1).padStart(6),
    percentile(latencies, 99).toFixed(1).padStart(7),
    cpu.toFixed(0).padStart(21),
    (bytes / 1e6).toFixed(0).padStart(8),
    ((bytes - emptyBytes) / size / 1e6).toFixed(2).padStart(10),
    String(members.reduce((sum, { losses }) => sum + losses, 0)).padStart(7)
  ].join(' ')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
