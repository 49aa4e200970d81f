// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { openIdentity } from '../shared/keypair.ts'
import { closeGently, createNode } from '../shared/network.ts'
import { readMemberOptions } from '../shared/options.ts'
import { pipe } from '../shared/pipe.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { onShutdown, run, sayHowToEnd, statusPrinter, stdin, stdout } from '../shared/runtime.ts'
import { joinChat } from './chat.ts'
import { connect } from './link.ts'

run(async () => {
  const options = readMemberOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }

  const isChat = options.mode === 'chat'
  const say = statusPrinter(isChat && options.isOnTerminal)
  const { folder, identity: name, hostKey } = options
  const keyPair = openIdentity({ folder, name, lock: false })
  const node = createNode(options)
  onShutdown(() => node.destroy())

  say(`Connecting to: ${formatPublicKey(hostKey)}`)
  const connection = await connect({ node, hostKey, keyPair })
  // A pipe cut short must not look like one that ended.
  onShutdown(() => (isChat ? closeGently(connection) : connection.destroy()))
  say('got connection!')

  const ends = { connection, input: stdin(), output: stdout() }
  if (isChat) await joinChat({ ...ends, say })
  else await pipe({ ...ends, onPeerEnd: () => sayHowToEnd(say) })
  return EXIT.OK
})
