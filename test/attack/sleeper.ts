// Joins several times with one key, prints the key, and reads, until this process is stopped.
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import { keyOf } from '../../shared/base/key.ts'
import { args } from '../../shared/app/runtime.ts'
import { run } from '../../shared/app/exit.ts'
import { print } from '../../shared/app/outlets.ts'
import { attackHost, hostileNode } from '../helpers/hostile-peer.ts'

const [bootstrap = '', key = '', sessions = '1'] = args

run(async () => {
  const node = hostileNode(bootstrap)
  const keyPair = HyperDHT.keyPair()
  for (let count = 0; count < Number(sessions); count++) {
    const peer = await attackHost(node, b4a.from(key, 'hex'), keyPair)
    await peer.join({ name: 'sleeper', since: null })
  }
  await print(`${keyOf(keyPair.publicKey)}\n`)
  return new Promise(() => {})
})
