// The error that people read, by the table of error-table.ts. Prints nothing.

import { ERRORS } from './error-table.ts'
import { wordsOf } from './system-words.ts'
import { visible } from './text.ts'

export type ChatErrorCode = keyof typeof ERRORS

export interface ChatErrorOptions {
  /** Values for the {gaps} of the sentence. A gap without a value becomes empty. */
  values?: Record<string, string | number>
  cause?: unknown
}

/** An error meant for a person: `message` is the sentence, `exitCode` the code to exit with. */
export class ChatError extends Error {
  override name = 'ChatError' as const
  readonly code: ChatErrorCode
  readonly exitCode: number

  constructor(code: ChatErrorCode, { values = {}, cause }: ChatErrorOptions = {}) {
    const [exitCode, sentence] = ERRORS[code]
    super(
      sentence.replace(/\{(\w+)\}/g, (_, gap: string) => visible(String(values[gap] ?? ''))),
      { cause }
    )
    this.code = code
    this.exitCode = exitCode
  }

  /** The stack of an internal error, line by line; empty for any other error. */
  get trace(): string {
    const { cause } = this
    if (this.code !== 'UNEXPECTED' || !(cause instanceof Error) || !cause.stack) return ''
    return cause.stack
      .split('\n')
      .map((line) => `${visible(line)}\n`)
      .join('')
  }
}

/** Any thrown value as a ChatError: ours pass through unchanged, everything else becomes UNEXPECTED. */
export function toChatError(cause: unknown): ChatError {
  if (cause instanceof ChatError) return cause
  return new ChatError('UNEXPECTED', { cause, values: { reason: messageOf(cause) } })
}

/** The `code` of an error, or an empty string. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

/** What went wrong in a few words: plain English for the usual system errors, otherwise the error's own message. */
export function messageOf(error: unknown): string {
  const system = wordsOf(
    codeOf(error),
    error instanceof Error && 'errno' in error ? error.errno : 0
  )
  if (system !== undefined) return system
  return visible(error instanceof Error ? error.message : String(error))
}
