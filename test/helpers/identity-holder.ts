// Opens the identity in the folder it is given, as a host or (`--no-lock`) as a reader does, prints its
// public key, and holds it until its input ends.
import { run } from '../../shared/app/exit.ts'
import { openIdentity } from '../../shared/identity/keypair.ts'
import { formatPublicKey } from '../../shared/identity/public-key.ts'
import { args, stdin, stdout } from '../../shared/app/runtime.ts'

run(async () => {
  const [folder = '', flag] = args
  const { publicKey } = openIdentity({ folder, name: 'held', lock: flag !== '--no-lock' })
  stdout().write(`${formatPublicKey(publicKey)}\n`)
  return new Promise((resolve) =>
    stdin()
      .on('end', () => resolve(0))
      .resume()
  )
})
