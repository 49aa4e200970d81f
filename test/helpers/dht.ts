// A private DHT in a process of its own, for trying things by hand: prints how to use it, and stays.
import createTestnet from 'hyperdht/testnet.js'
import { onShutdown, run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'

// With fewer than five nodes, apps in other processes do not always find each other.
const NODES = 10

run(async () => {
  const testnet = await createTestnet(NODES, { host: '127.0.0.1' })
  onShutdown(() => testnet.destroy())
  const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
  await print(`export HYPERDHT_CHAT_BOOTSTRAP=${bootstrap}\n`)
  return new Promise(() => {})
})
