// The DHT of a lab: one persistent node on each address it is told, all in this process. The line `stop` on
// standard input silences the first three, which apps are told as their bootstrap.
import HyperDHT from 'hyperdht'
import { onShutdown, run } from '../../shared/app/exit.ts'
import { say } from '../../shared/app/outlets.ts'
import { openInput } from '../../shared/app/open-input.ts'
import { args } from '../../shared/app/runtime.ts'
import { BOOTSTRAP_NODES, DHT_PORT } from './dht.ts'

run(async () => {
  const nodes: HyperDHT[] = []
  onShutdown(() => Promise.all(nodes.map((node) => node.destroy({ force: true }))))
  for (const host of args) {
    const bootstrap = nodes.length > 0 ? [`${args[0]}:${DHT_PORT}`] : []
    const options = { host, port: DHT_PORT, anyPort: false, ephemeral: false, firewalled: false }
    const node = new HyperDHT({ ...options, bootstrap })
    await node.fullyBootstrapped()
    nodes.push(node)
  }
  say('ready\n')
  await new Promise<void>((resolve) => {
    const input = openInput()
    input.on('end', resolve)
    input.on('data', () => {
      const stopped = nodes.splice(0, BOOTSTRAP_NODES)
      void Promise.all(stopped.map((node) => node.destroy({ force: true }))).then(() =>
        say('stopped\n')
      )
    })
  })
  return 0
})
