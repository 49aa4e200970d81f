// The main job on this machine alone: a private DHT, a host and a client, in one terminal. Shows the
// key, the connection and a line crossing each way, then hands the prompt over.
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import readline from 'node:readline'
import createTestnet from 'hyperdht/testnet.js'

const NODES = 10
const root = path.dirname(import.meta.dirname)
const storage = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-demo-'))
const isWatched = process.stdin.isTTY && process.stdout.isTTY

/** One of the two apps, with its lines shown under its name. */
class App {
  readonly #name: string
  readonly #process: ChildProcess
  readonly #watchers = new Set<(line: string) => void>()
  readonly ended: Promise<void>

  constructor(name: string, args: string[], bootstrap: string) {
    this.#name = name
    this.#process = spawn(process.execPath, [...args, '--chat', '--storage', storage], {
      cwd: root,
      env: { ...process.env, HYPERDHT_CHAT_BOOTSTRAP: bootstrap },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A Ctrl-C is for the demo, which then ends the apps one after the other.
      detached: true
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) readline.createInterface(stream).on('line', (line) => this.#show(line))
    }
    this.ended = new Promise((resolve) => this.#process.on('close', () => resolve()))
  }

  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`)
  }

  /** Resolves with the match once the app has printed a line like this. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const watch = (line: string): void => {
        const match = pattern.exec(line)
        if (match) resolve(match)
      }
      this.#watchers.add(watch)
      void this.ended.then(() => reject(new Error(`${this.#name} ended too early`)))
    })
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM')
    await this.ended
  }

  #show(line: string): void {
    console.log(`${this.#name.padEnd(6)} │ ${line}`)
    for (const watch of this.#watchers) watch(line)
  }
}

console.log('A private DHT of 10 nodes, a host and a client, all on this machine.\n')
const testnet = await createTestnet(NODES, { host: '127.0.0.1' })
const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
const apps: App[] = []
try {
  await show()
  if (isWatched) await handOver()
  else console.log('\nBoth lines arrived. On a terminal you would have the prompt now.')
} finally {
  for (const app of apps.reverse()) await app.stop()
  await testnet.destroy()
  fs.rmSync(storage, { recursive: true })
}

async function show(): Promise<void> {
  const host = new App('host', ['server-app'], bootstrap)
  apps.push(host)
  const [, key = ''] = await host.printed(/^listening on: (.{64})$/)

  const client = new App('client', ['client-app', key], bootstrap)
  apps.push(client)
  await Promise.all([host.printed(/^got connection!/), client.printed(/^got connection!/)])

  const atHost = host.printed(/: Hello, host!$/)
  client.say('Hello, host!')
  await atHost
  const atClient = client.printed(/: Hello, client!$/)
  host.say('Hello, client!')
  await atClient
}

/** What the person types is said by the client, until the end of input. */
async function handOver(): Promise<void> {
  console.log('\nYour turn: what you type, the client says. Ctrl-D ends the demo.')
  const prompt = readline.createInterface({ input: process.stdin })
  prompt.on('line', (line) => apps.at(-1)?.say(line))
  process.once('SIGINT', () => prompt.close())
  await new Promise<void>((resolve) => prompt.on('close', () => resolve()))
}
