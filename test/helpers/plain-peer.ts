// The smallest program anyone writes for HyperDHT, as a host (no argument) or a client (<key>). It is
// the reference the apps must work with, and are measured against: keep it this small.
import HyperDHT from 'hyperdht'
import process from '#process'

const bootstrap = process.env['HYPERDHT_CHAT_BOOTSTRAP']?.split(',') ?? []
// HyperDHT has to be told that it is on loopback.
const host = bootstrap[0]?.startsWith('127.') ? '127.0.0.1' : '0.0.0.0'
const node = new HyperDHT({ bootstrap, host })
const key = process.argv[2]

if (key === undefined) {
  const server = node.createServer((connection) => {
    process.stderr.write('got connection!\n')
    // @ts-expect-error Types of streams differ; the program does not.
    process.stdin.pipe(connection).pipe(process.stdout)
  })
  await server.listen()
  process.stderr.write(`listening on: ${Buffer.from(server.publicKey).toString('hex')}\n`)
} else {
  const connection = node.connect(Buffer.from(key, 'hex'))
  connection.on('open', () => process.stderr.write('got connection!\n'))
  // @ts-expect-error Types of streams differ; the program does not.
  process.stdin.pipe(connection).pipe(process.stdout)
}
