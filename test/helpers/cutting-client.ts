// The client app, whose connections break once so many bytes have gone through all of them together: CUT_AFTER has the
// counts, as in `1000,2000`. The other side is told, as by a router that resets what it does not know.
import HyperDHT from 'hyperdht'
import type { Connection, ConnectOptions } from 'hyperdht'
import { environment } from '../../shared/app/runtime.ts'

const cuts = (environment('CUT_AFTER') ?? '').split(',').map(Number)
let movedBytes = 0

type Connect = (key: Uint8Array, options?: ConnectOptions) => Connection
const connect = Reflect.get(HyperDHT.prototype, 'connect') as Connect
HyperDHT.prototype.connect = function (key: Uint8Array, options?: ConnectOptions): Connection {
  const connection = connect.call(this, key, options)
  const count = (bytes: number): void => {
    movedBytes += bytes
    const [next = Infinity] = cuts
    if (movedBytes < next) return
    cuts.shift()
    connection.rawStream.destroy(new Error('It is cut'))
  }
  const write = connection.write.bind(connection)
  connection.write = (data) => {
    const isFree = write(data)
    if (connection.rawStream) count(data.length)
    return isFree
  }
  connection.once('open', () => {
    connection.rawStream.on('data', (chunk) => count(chunk.length))
  })
  return connection
}

// Not index.ts: a bundle has a HyperDHT of its own.
await import('../../client-app/main.ts')
