// Strangers as a process: `<host key> <how many>`. Each says that its NAT is random, has the host punch to it, never
// answers, and asks again. Prints when the host punches for all of them at once for the first time.
import { run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { args, environment } from '../../shared/app/runtime.ts'
import { wait } from '../../shared/base/clock.ts'
import { bytesOf, isKey } from '../../shared/base/key.ts'
import { FIREWALL } from '../../shared/network/handshake.ts'
import { createNode } from '../../shared/network/node.ts'
import { askToPunch } from './lying-puncher.ts'

/** A host lets in few strangers a second. */
const PAUSE_MS = 200

run(async () => {
  const [key, count] = args
  if (!isKey(key)) throw new Error(`${key} is no key`)
  const node = createNode({ bootstrap: environment('HYPERDHT_CHAT_BOOTSTRAP')?.split(',') ?? [] })
  await node.fullyBootstrapped()
  const { host } = node
  if (host === null) throw new Error('There is no DHT')
  const lie = { firewall: FIREWALL.random, addresses: [{ host, port: 1001 }] }
  let punched = 0
  const ask = async (): Promise<never> => {
    for (;;) {
      if ((await askToPunch(node, bytesOf(key), lie)) && ++punched === Number(count))
        await print('punching for all\n')
      await wait(PAUSE_MS)
    }
  }
  return Promise.race(Array.from({ length: Number(count) }, ask))
})
