// The chat as its host sees it: the person at the terminal is one more member of the room.
import { outputError } from '../shared/errors.ts'
import { readLines } from '../shared/plain.ts'
import type { Host } from './host.ts'
import { Room, type Member } from './room.ts'
import { Session } from './session.ts'

export interface ChatOptions {
  host: Host
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  /** Prints a status line. */
  say: (line: string) => void
  /** Whether the room goes on when `input` ends: it does where nobody sits at a terminal. */
  staysWithoutInput: boolean
}

/**
 * Runs the room on the host's connections, until `input` ends.
 * Throws ChatError INPUT_FAILED, OUTPUT_CLOSED or OUTPUT_FAILED.
 */
export async function serveChat(options: ChatOptions): Promise<void> {
  const { host, input, output, say, staysWithoutInput } = options
  const room = new Room()
  const person: Member = { name: 'host', tell: (line) => void output.write(`${line}\n`) }
  room.join(person)

  host.on('connection', (connection) => {
    const session = new Session(connection)
    room.join(session)
    say(`got connection! ${session.name} joined`)
    session.on('line', (line) => room.post(session, line))
    session.on('close', () => {
      room.leave(session)
      say(`${session.name} left`)
    })
  })

  const failed = new Promise<never>((_, reject) => {
    output.on('error', (cause) => reject(outputError(cause)))
  })
  const typed = readLines(input, (line) => room.post(person, line))
  await Promise.race([failed, typed])
  if (staysWithoutInput) await failed
}
