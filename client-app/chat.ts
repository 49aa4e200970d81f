// The chat as a member sees it.
import { outputError } from '../shared/causes.ts'
import { ChatError } from '../shared/errors.ts'
import { closeGently, type Connection } from '../shared/network.ts'
import { readLines } from '../shared/plain.ts'
import type { Report } from '../shared/report.ts'
import { HostLines } from './host-lines.ts'

export interface ChatOptions {
  connection: Connection
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  report: Report
  /** Speak plain lines from the start. */
  isPlain: boolean
}

/**
 * Chats until the host leaves or `input` ends.
 * Throws ChatError LOST, INPUT_FAILED, OUTPUT_CLOSED, OUTPUT_FAILED, or that the host is no chat.
 */
export async function joinChat(options: ChatOptions): Promise<void> {
  const { connection, input, output, report, isPlain } = options
  if (connection.destroying) throw new ChatError('LOST')
  const failed = new Promise<never>((_, reject) => {
    connection.on('error', (cause) => reject(new ChatError('LOST', { cause })))
    output.on('error', (cause) => reject(outputError(cause)))
  })
  const onLine = (line: string): void => void output.write(`${line}\n`)
  const host = new HostLines({ connection, isPlain, onLine })
  const typed = readLines(input, (line) => host.tell(line)).then(() => host.decided)
  const hostLeft = host.ended.then(() => true)

  const isHostGone = await Promise.race([failed, hostLeft, typed])
  if (isHostGone) report({ event: 'host-left' })
  await Promise.race([failed, closeGently(connection)])
}
