// Flags in, exit code out.
import { EXIT } from '../shared/errors.ts'
import { openIdentity } from '../shared/keypair.ts'
import { createNode } from '../shared/network.ts'
import { joinCommand, readHostOptions } from '../shared/options.ts'
import { formatPublicKey } from '../shared/public-key.ts'
import { onShutdown, run, sayHowToEnd, statusPrinter, stdin, stdout } from '../shared/runtime.ts'
import { serveChat } from './chat.ts'
import { Host } from './host.ts'
import { servePipe } from './pipe.ts'

run(async () => {
  const options = readHostOptions()
  if ('text' in options) {
    stdout().write(options.text)
    return EXIT.OK
  }

  const isChat = options.mode === 'chat'
  const say = statusPrinter(isChat && options.isOnTerminal)
  const { folder, identity: name } = options
  const keyPair = openIdentity({ folder, name, lock: true })
  const host = new Host({ node: createNode(options), keyPair, resets: !isChat })
  onShutdown(() => host.close())
  await host.ready()

  const key = formatPublicKey(keyPair.publicKey)
  say(`listening on: ${key}`)
  say(`join with: ${joinCommand(key, options)}`)

  const ends = { host, input: stdin(), output: stdout(), say }
  if (isChat) await serveChat({ ...ends, staysWithoutInput: !options.isOnTerminal })
  else await servePipe({ ...ends, onPeerEnd: () => sayHowToEnd(say) })
  return EXIT.OK
})
