// The chat as its host sees it: the person at the terminal is one more member of the room.
import { outputError } from '../shared/causes.ts'
import { refuse } from '../shared/channel.ts'
import { greet } from '../shared/greeting.ts'
import { closeGently, type Connection } from '../shared/network.ts'
import { readLines } from '../shared/plain.ts'
import { ROOM_PROTOCOL } from '../shared/protocol.ts'
import { shortKey } from '../shared/public-key.ts'
import type { Report } from '../shared/report.ts'
import type { Host } from './host.ts'
import { Room, type Member } from './room.ts'
import { Session } from './session.ts'

export interface ChatOptions {
  host: Host
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  report: Report
  /** Take every peer for a plain one. */
  isPlain: boolean
  /** Whether the room goes on when `input` ends: it does where nobody sits at a terminal. */
  staysWithoutInput: boolean
}

/**
 * Runs the room on the host's connections, until `input` ends.
 * Throws ChatError INPUT_FAILED, OUTPUT_CLOSED or OUTPUT_FAILED.
 */
export async function serveChat(options: ChatOptions): Promise<void> {
  const { host, input, output, staysWithoutInput } = options
  const room = new Room()
  const person: Member = { name: 'host', tell: (line) => void output.write(`${line}\n`) }
  room.join(person)
  host.serve((connection) => void admit(connection, room, options))

  const failed = new Promise<never>((_, reject) => {
    output.on('error', (cause) => reject(outputError(cause)))
  })
  const typed = readLines(input, (line) => room.post(person, line))
  await Promise.race([failed, typed])
  if (staysWithoutInput) await failed
}

async function admit(connection: Connection, room: Room, options: ChatOptions): Promise<void> {
  const { report, isPlain } = options
  const greeting = isPlain ? { protocol: null, hasEnded: false } : await greet(connection)
  if (greeting === null) return
  const { protocol, hasEnded } = greeting
  if (hasEnded) {
    connection.end()
    return
  }
  if (protocol !== null && protocol !== ROOM_PROTOCOL) {
    report({
      event: 'refused',
      peer: shortKey(connection.remotePublicKey),
      reason: 'it came with a pipe'
    })
    refuse(connection, protocol, 'is-chat')
    await closeGently(connection)
    return
  }
  join(new Session(connection, protocol === null), room, report)
}

function join(session: Session, room: Room, report: Report): void {
  room.join(session)
  report({ event: 'connected', peer: session.name, isPlain: false })
  session.on('line', (line) => room.post(session, line))
  session.on('close', () => {
    room.leave(session)
    report({ event: 'left', peer: session.name })
  })
}
