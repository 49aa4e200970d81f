// A chat with a plain host: lines both ways, and nothing else.
import { Problem, type Place } from '../shared/place.ts'
import type { Connection } from '../shared/network.ts'
import { LineReader } from '../shared/plain.ts'

export interface PlainRoomOptions {
  connection: Connection
  key: string
  /** What came before it was clear that the host is plain. */
  firstBytes: Uint8Array | null
  onEnd: () => void
  say: Place['say']
  quit: () => void
}

/** The place of a member whose host knows no rooms. */
export function plainPlace(options: PlainRoomOptions): Place {
  const { connection, firstBytes, onEnd, key, say, quit } = options
  const lines = new LineReader()
  const onLine = (text: string): void => say({ event: 'line', text, isOwn: false })
  if (firstBytes) lines.push(firstBytes).forEach(onLine)
  connection.on('data', (chunk) => lines.push(chunk).forEach(onLine))
  connection.on('end', () => {
    lines.end().forEach(onLine)
    onEnd()
  })
  const refuse = (): never => {
    throw new Problem('The host is a plain peer: lines are all it knows')
  }
  return {
    key,
    say,
    quit,
    // Nobody says whether it arrives.
    waiting: [],
    post: (text) => {
      connection.write(`${text}\n`)
      say({ event: 'line', text, isOwn: true })
    },
    rename: refuse,
    whisper: refuse,
    people: () => [],
    find: refuse,
    moderation: null
  }
}
