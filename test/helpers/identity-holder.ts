// Opens the identity in the folder it is given, as a host or (`--no-lock`) as a reader does, prints its
// public key, and holds it until its input ends.
import { run } from '../../shared/app/exit.ts'
import { openIdentity } from '../../shared/identity/keypair.ts'
import { formatPublicKey } from '../../shared/identity/public-key.ts'
import { openInput } from '../../shared/app/input.ts'
import { print } from '../../shared/app/outlet.ts'
import { args } from '../../shared/app/runtime.ts'

run(async () => {
  const [folder = '', flag] = args
  const { publicKey } = openIdentity({ folder, name: 'held', lock: flag !== '--no-lock' })
  await print(`${formatPublicKey(publicKey)}\n`)
  return new Promise((resolve) => {
    const input = openInput()
    input.on('end', () => resolve(0))
    input.on('data', () => {})
  })
})
