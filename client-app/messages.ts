// The messages of --send: given on the command line, or read from standard input, and checked.
import { usage } from '../shared/app/flags.ts'
import type { Input } from '../shared/app/input.ts'
import { LIMITS } from '../shared/base/limits.ts'
import { b4a } from '../shared/base/packages.ts'
import { printableText } from '../shared/base/text.ts'
import { inputError } from '../shared/network/foreign-errors.ts'

/** Stands for standard input. */
const INPUT = '-'
/** Cleaning shortens a text, but input beyond this multiple of the limit is rejected unread. */
const MAX_INPUT_BYTES = 16 * LIMITS.textBytes

/**
 * The texts to post, in order. Throws USAGE for one that is empty or longer than a post may be, INPUT_FAILED when
 * standard input cannot be read.
 */
export async function messagesOf(
  given: readonly string[],
  openInput: () => Input
): Promise<string[]> {
  if (given.filter((text) => text === INPUT).length > 1) {
    throw usage('Standard input can be sent only once, but --send - is given twice')
  }
  const messages: string[] = []
  for (const text of given) {
    messages.push(checked(text === INPUT ? await readAll(openInput()) : text))
  }
  return messages
}

function checked(text: string): string {
  const message = printableText(text)
  if (message === '') throw usage('There is nothing to --send')
  const bytes = b4a.byteLength(message)
  if (bytes <= LIMITS.textBytes) return message
  throw usage(
    `A message holds at most ${LIMITS.textBytes} bytes, and this one has ${bytes}: send it in parts`
  )
}

function readAll(input: Input): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    input.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > MAX_INPUT_BYTES) {
        const limit = `A message holds at most ${LIMITS.textBytes} bytes`
        reject(usage(`${limit}, and standard input has more: send it in parts, or with --chat`))
      }
    })
    input.on('end', () => resolve(b4a.toString(b4a.concat(chunks), 'utf8')))
    input.on('error', (cause) => reject(inputError(cause)))
  })
}
