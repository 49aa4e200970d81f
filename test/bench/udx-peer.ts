// The pipe without HyperDHT and its encryption: standard input into a udx stream, and that into standard
// output, on the loopback. Without an argument it receives, with <port> it sends. Its speed is the upper limit.
import UDX, { type Stream } from 'udx-native'
import process from '#process'

const HOST = '127.0.0.1'
const STREAM_ID = 1

/**
 * udx gives a packet at a time. HyperDHT's streams put them together again as they were sent, so the
 * output is spared a write for each: here too. The bench sends a multiple of this; any rest stays here.
 */
const GATHERED_BYTES = 64 * 1024

const udx = new UDX()
const socket = udx.createSocket()
socket.bind(0, HOST)

const port = process.argv[2]
if (port === undefined) {
  process.stderr.write(`listening on: ${socket.address().port}\n`)
} else {
  socket.trySend(Buffer.from('hello'), Number(port), HOST)
}

// A datagram each way tells both the other's port, and that the other is there.
socket.once('message', (message, from) => {
  const stream = udx.createStream(STREAM_ID)
  stream.connect(socket, STREAM_ID, from.port, HOST)
  if (port === undefined) socket.trySend(message, from.port, HOST)
  process.stderr.write('got connection!\n')
  if (port === undefined) receive(stream)
  else process.stdin.pipe(stream)
})

function receive(stream: Stream): void {
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let receivedBytes = 0
  stream.on('data', (chunk: Uint8Array) => {
    gathered.push(chunk)
    gatheredBytes += chunk.length
    receivedBytes += chunk.length
    if (gatheredBytes < GATHERED_BYTES && receivedBytes % GATHERED_BYTES > 0) return
    if (!process.stdout.write(Buffer.concat(gathered))) stream.pause()
    gathered = []
    gatheredBytes = 0
  })
  process.stdout.on('drain', () => stream.resume())
}
