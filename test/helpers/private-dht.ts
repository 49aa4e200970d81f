// A DHT of its own for each test file, on loopback.
import Server from 'hyperdht/lib/server.js'
import createTestnet, { type Testnet } from 'hyperdht/testnet.js'
import type { Assertions } from 'brittle'

// With fewer than five nodes, apps in other processes do not always find each other.
const NODES = 10

/** Destroyed when the test ends. */
export function privateDht(t: Assertions): Promise<Testnet> {
  return createTestnet(NODES, { host: '127.0.0.1', teardown: t.teardown.bind(t) })
}

/** The addresses to start from, as --bootstrap takes them. */
export function bootstrapOf({ bootstrap }: Testnet): string {
  return bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
}

// What a server forgets ten seconds after a connection was made would keep the process for as long.
const { _clearLater } = Server.prototype
Server.prototype._clearLater = function (handshake, id, key) {
  _clearLater.call(this, handshake, id, key)
  handshake.clearing?.unref()
}
