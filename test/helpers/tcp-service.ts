// Always run by Node: starts the command of its arguments with a TCP connection as standard input and output, as inetd
// would. Forwards its own input and output, and exits like the command.
import { spawn } from 'node:child_process'
import net from 'node:net'
import process from 'node:process'

const [file = '', ...args] = process.argv.slice(2)
const server = net.createServer({ pauseOnConnect: true }, (connection) => {
  const service = spawn(file, args, { stdio: [connection, connection, 'inherit'] })
  connection.destroy()
  service.on('exit', (code) => (process.exitCode = code ?? -1))
  server.close()
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  const caller = net.connect({ port: address.port, host: address.address, allowHalfOpen: true })
  process.stdin.pipe(caller).pipe(process.stdout)
})
