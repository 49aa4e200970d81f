// The host as nothing but a relay: carries the connections of others, and cannot read them.
import { onShutdown } from '../shared/app/exit.ts'
import type { HostRelayOptions } from '../shared/app/options.ts'
import { openNode } from '../shared/app/open-node.ts'
import { openOwnKey } from '../shared/app/own-key.ts'
import { createReporter } from '../shared/app/report.ts'
import { Listener } from '../shared/network/listener.ts'
import { TRAFFIC } from '../shared/network/traffic.ts'
import { formatBytes } from '../shared/pipe/progress.ts'
import { Carrier, type Load } from '../shared/relay/carrier.ts'
import { Access } from './access/access.ts'
import { Handshakes } from './access/handshakes.ts'

/** Runs until the process is told to end. Throws NETWORK_UNREACHABLE. */
export async function serveRelay(options: HostRelayOptions): Promise<never> {
  const reporter = createReporter(options)
  const { report } = reporter
  const keyPair = openOwnKey(options, true, report)
  const access = new Access(options)
  access.onUnreadable = (text) => report({ event: 'problem', text })
  const handshakes = new Handshakes()
  const { node } = openNode(options, keyPair)
  const listener = new Listener({
    node,
    keyPair,
    firewall: (peer) => handshakes.areTooMany(peer) || access.isBanned(peer) || access.denies(peer),
    isTooOften: (peer) => handshakes.isTooOften(peer),
    settleMs: Infinity,
    traffic: TRAFFIC.relay
  })
  let shown = ''
  const onLoad = ({ pairs, bytesPerSecond }: Load): void => {
    const rate = formatBytes(bytesPerSecond)
    const line = `relaying for ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of peers, ${rate}/s`
    if (line !== shown) {
      const fields = { pairs, bytesPerSecond }
      reporter.progress({ event: 'progress', fields, line: (columns) => line.slice(0, columns) })
    }
    shown = line
  }
  const carrier = new Carrier({ node, bytesPerSecond: options.bytesPerSecond, onLoad })
  onShutdown(() => {
    carrier.close()
    return listener.close()
  })
  await listener.ready()
  report({ event: 'relaying', key: listener.publicKey })
  carrier.serve(listener)
  return new Promise(() => {})
}
