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
import { closeGently, createNode } from '../../shared/network/node.ts'
import { parsePublicKey } from '../../shared/identity/public-key.ts'
import { RoomChannel } from '../../shared/room/channel.ts'
import { Reader } from '../../shared/room/reader.ts'
import { signPost } from '../../shared/room/signing.ts'
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

class Member {
  readonly keyPair: KeyPair = HyperDHT.keyPair()
  readonly order: string[] = []
  readonly joined: Promise<void>
  readonly #channel: RoomChannel
  readonly #hostKey: Uint8Array
  readonly #reader: Reader
  readonly #connection
  #unseen = 0
  onPost: (id: string) => void = () => {}

  constructor(node: HyperDHT, hostKey: Uint8Array) {
    this.#hostKey = hostKey
    this.#reader = new Reader(hostKey, (reason) => fail(`an event was dropped: ${reason}`))
    this.#connection = node.connect(hostKey, { keyPair: this.keyPair })
    this.#connection.on('error', (error) => fail(String(error)))
    let onJoined = (): void => {}
    this.joined = new Promise((resolve) => (onJoined = resolve))
    this.#channel = new RoomChannel(this.#connection, { name: null, since: null, instance: null })
    this.#channel.listen({
      onBreak: (reason) => fail(`the host broke off: ${reason}`),
      onBreach: () => fail('nonsense'),
      onNotice: ({ kind }) => fail(kind),
      onWelcome: (welcome) => {
        this.#reader.welcome(welcome)
        onJoined()
      },
      onSkip: (seq) => this.#reader.skip(seq),
      onEvent: (frame) => this.#take(frame)
    })
  }

  post(text: string): string {
    const post = signPost(text, this.#hostKey, this.keyPair)
    this.#channel.post(post)
    return post.id
  }

  close(): Promise<void> {
    return closeGently(this.#connection)
  }

  #take(frame: Uint8Array): void {
    const event = this.#reader.take(frame)
    if (event?.type === 'post') {
      this.order.push(event.id)
      this.onPost(event.id)
    }
    this.#unseen += frame.length
    if (this.#unseen < 32 * 1024) return
    this.#unseen = 0
    this.#channel.seen(this.#reader.position?.seq ?? 0)
  }
}

try {
  const bootstrap = await startDht()
  print('members  delivered   p50 ms  p99 ms  host CPU µs/delivery  host MB  MB/member')
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
  const members: Member[] = []
  for (let count = 0; count < size; count++) {
    const member = new Member(node, hostKey)
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
    member.onPost = (id) => {
      deliveries++
      if (deliveries % SAMPLE === 0) latencies.push(performance.now() - (sentAt.get(id) ?? NaN))
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
      if (author) sentAt.set(author.post(`post ${posted} of a room of ${size}`), performance.now())
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
    ((bytes - emptyBytes) / size / 1e6).toFixed(2).padStart(10)
  ].join(' ')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
