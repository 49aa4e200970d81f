// A peer that measures how long connecting takes, from making its node to the first answer: `host` echoes, `plain <key>`
// connects as any program does, `plain <key> <relay>` as one that is told a relay, `member <key>` as our client does, with what
// it knows from before.
import b4a from 'b4a'
import HyperDHT, { type Connection } from 'hyperdht'
import { onShutdown, run } from '../../shared/app/exit.ts'
import { openNode } from '../../shared/app/open-node.ts'
import { print } from '../../shared/app/outlets.ts'
import { args, environment } from '../../shared/app/runtime.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import { keyOf } from '../../shared/base/key.ts'
import { dial } from '../../shared/network/dial.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'

const [role, key = '', relay] = args
const bootstrap = environment('HYPERDHT_CHAT_BOOTSTRAP')?.split(',') ?? []
const folder = environment('HOME') ?? null
const hostKey = b4a.from(key, 'hex')

run(role === 'host' ? host : connect)

async function host(): Promise<number> {
  const node = new HyperDHT({ bootstrap })
  const server = node.createServer((connection) => {
    connection.on('error', () => {})
    connection.on('data', (bytes) => connection.write(bytes))
  })
  await node.fullyBootstrapped()
  await server.listen()
  await print(`listening on: ${keyOf(server.publicKey)}\n`)
  return new Promise(() => {})
}

async function connect(): Promise<number> {
  const begun = monotonicMs()
  const connection = role === 'plain' ? connectPlainly() : connectAsMember()
  const ms = await new Promise<number>((resolve, reject) => {
    connection.on('error', reject)
    connection.on('open', () => connection.write('x'))
    connection.on('data', () => resolve(monotonicMs() - begun))
  })
  await print(`${Math.round(ms)} ms\n`)
  connection.destroy()
  return 0
}

function connectPlainly(): Connection {
  const relayThrough = relay === undefined ? null : b4a.from(relay, 'hex')
  return new HyperDHT({ bootstrap }).connect(hostKey, { relayThrough })
}

function connectAsMember(): Connection {
  const { node, remember } = openNode({ folder, bootstrap }, HyperDHT.keyPair())
  remember(keyOf(hostKey))
  onShutdown(() => node.destroy())
  const keyPair = HyperDHT.keyPair()
  return dial(node, keyOf(hostKey), { keyPair, traffic: TRAFFIC.plainPipe, onStage: () => {} })
}
