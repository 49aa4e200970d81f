// The pipe without HyperDHT and its encryption: standard input into a udx stream, and that into standard
// output, on the loopback. No argument receives, <port> sends. What it reaches is the most there is.
import UDX from 'udx-native'
import process from '#process'

const HOST = '127.0.0.1'
const STREAM_ID = 1

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
  if (port === undefined) stream.pipe(process.stdout)
  else process.stdin.pipe(stream)
})
