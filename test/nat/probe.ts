// Prints what HyperDHT detects about its network, and exits.
import HyperDHT from 'hyperdht'
import { run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { environment } from '../../shared/app/runtime.ts'

run(async () => {
  const node = new HyperDHT({ bootstrap: environment('HYPERDHT_CHAT_BOOTSTRAP')?.split(',') ?? [] })
  await node.fullyBootstrapped()
  const { host, firewalled, randomized } = node
  const kind = randomized ? 'random' : firewalled ? 'consistent' : 'open'
  await print(`${host === null ? 'nobody answers' : `${kind} at ${host}`}\n`)
  await node.destroy()
  return 0
})
