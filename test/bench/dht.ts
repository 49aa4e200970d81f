// The private DHT for the measured processes.
import process from 'node:process'
import { Child } from './child.ts'

/** In a process of its own: the bench has enough to do with reading. Resolves with its address. */
export async function startDht(): Promise<string> {
  const args = ['test/helpers/dht.js']
  const dht = new Child({ executable: process.execPath, args, isKeptAlive: true })
  const [, bootstrap = ''] = await dht.printed(/HYPERDHT_CHAT_BOOTSTRAP=(\S+)\n/)
  return bootstrap
}
