// A hostile relay as a process: `<what it does>`, one of RELAY_MODES. Prints its key, and that it has done it.
import HyperDHT from 'hyperdht'
import { onShutdown, run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { args, environment } from '../../shared/app/runtime.ts'
import { Listener } from '../../shared/network/listener.ts'
import { createNode } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { HostileRelay } from './hostile-relay.ts'
import { RELAY_MODES } from './hostile-relay-modes.ts'

run(async () => {
  const mode = RELAY_MODES.find(({ name }) => name === args[0])
  if (!mode) throw new Error(`There is no ${args[0]}`)
  const bootstrap = environment('HYPERDHT_CHAT_BOOTSTRAP')?.split(',') ?? []
  const node = createNode({ bootstrap })
  let done = 0
  const relay = new HostileRelay(mode.create(() => void (++done === 1 && print('done\n'))))
  const listener = new Listener({ node, keyPair: HyperDHT.keyPair(), traffic: TRAFFIC.relay })
  onShutdown(() => {
    relay.close()
    return listener.close()
  })
  await node.fullyBootstrapped()
  await listener.ready()
  relay.serve(listener)
  await print(`relaying on: ${listener.publicKey}\n`)
  return new Promise(() => {})
})
