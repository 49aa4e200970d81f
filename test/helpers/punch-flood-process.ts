// Strangers without number as a process: `<host key> <how many>`. Each has the host punch, as fast as it will, to where
// nobody answers. Prints how many it does so for.
import { run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { args, environment } from '../../shared/app/runtime.ts'
import { bytesOf, isKey } from '../../shared/base/key.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import { createNode } from '../../shared/network/node.ts'
import { askToPunch } from './lying-puncher.ts'

const AT_ONCE = 20
/** Nobody's. */
const PORTS = [1001, 1002, 1003, 1004]

run(async () => {
  const [key, count] = args
  if (!isKey(key)) throw new Error(`${key} is no key`)
  const node = createNode({ bootstrap: environment('HYPERDHT_CHAT_BOOTSTRAP')?.split(',') ?? [] })
  await node.fullyBootstrapped()
  const { host } = node
  if (host === null) throw new Error('There is no DHT')
  const addresses = PORTS.map((port) => ({ host, port }))
  let [asked, punched] = [0, 0]
  const ask = async (): Promise<void> => {
    while (asked < Number(count)) {
      const firewall = asked++ % 4 === 0 ? FIREWALL.random : FIREWALL.consistent
      if (await askToPunch(node, bytesOf(key), { firewall, addresses })) punched++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask))
  await print(`punches for ${punched}\n`)
  await node.destroy()
  return 0
})
