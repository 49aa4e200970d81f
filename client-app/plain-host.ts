// A chat with a plain host: lines both ways, and nothing else.
import { Problem, type Participant } from '../shared/chat/participant.ts'
import type { Connection } from '../shared/network/node.ts'
import { LineReader } from '../shared/chat/plain-lines.ts'

export interface PlainHostOptions {
  connection: Connection
  key: string
  /** What came before it was clear that the host is plain. */
  firstBytes: Uint8Array | null
  onEnd: () => void
  say: Participant['say']
  quit: () => void
}

/** The place of a member whose host knows no rooms. */
export function plainHostParticipant(options: PlainHostOptions): Participant {
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
    facts: { isPrivate: false, transcript: 'none' },
    find: refuse,
    moderation: null
  }
}
