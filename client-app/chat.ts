// The chat as a member sees it: lines to the host, lines from the host.
import { ChatError, outputError } from '../shared/errors.ts'
import { closeGently, type Connection } from '../shared/network.ts'
import { LineReader, readLines } from '../shared/plain.ts'

export interface ChatOptions {
  connection: Connection
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  /** Prints a status line. */
  say: (line: string) => void
}

/**
 * Chats until the host leaves or `input` ends.
 * Throws ChatError LOST, INPUT_FAILED, OUTPUT_CLOSED or OUTPUT_FAILED.
 */
export async function joinChat({ connection, input, output, say }: ChatOptions): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    connection.on('error', (cause) => reject(new ChatError('LOST', { cause })))
    output.on('error', (cause) => reject(outputError(cause)))
  })
  const typed = readLines(input, (line) => void connection.write(`${line}\n`))
  const hostEnded = printLines(connection, output).then(() => true)

  const isHostGone = await Promise.race([failed, typed, hostEnded])
  if (isHostGone) say('the host has left')
  await Promise.race([failed, closeGently(connection)])
}

/** Prints each line of the connection; resolves at its end. */
function printLines(connection: Connection, output: NodeJS.WritableStream): Promise<void> {
  const lines = new LineReader()
  const print = (line: string): void => void output.write(`${line}\n`)
  return new Promise((resolve) => {
    connection.on('data', (chunk) => lines.push(chunk).forEach(print))
    connection.on('end', () => {
      lines.end().forEach(print)
      resolve()
    })
  })
}
