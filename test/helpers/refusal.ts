// The ChatError that an action throws.
import { ChatError } from '../../shared/base/errors.ts'

/** The ChatError that `action` throws; null if it throws nothing. Any other error fails the test. */
export function refusalOf(action: () => unknown): ChatError | null {
  try {
    action()
    return null
  } catch (error) {
    if (error instanceof ChatError) return error
    throw error
  }
}
