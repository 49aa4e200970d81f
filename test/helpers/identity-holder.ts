// Opens the identity in the folder it is given, as a host or (`--no-lock`) as a reader does, prints its
// public key, and holds it until its input ends.
import { keyOf } from '../../shared/base/key.ts'
import { run } from '../../shared/app/exit.ts'
import { openIdentity } from '../../shared/identity/keypair.ts'
import { openInput } from '../../shared/app/open-input.ts'
import { print } from '../../shared/app/outlets.ts'
import { args } from '../../shared/app/runtime.ts'

run(async () => {
  const [folder = '', flag] = args
  const { publicKey } = openIdentity({ folder, name: 'held', lock: flag !== '--no-lock' })
  await print(`${keyOf(publicKey)}\n`)
  return new Promise((resolve) => {
    const input = openInput()
    input.on('end', () => resolve(0))
    input.on('data', () => {})
  })
})
