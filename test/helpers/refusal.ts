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

/** The ChatError that `reading` rejects with; null if it resolves. Any other error fails the test. */
export async function rejectionOf(reading: Promise<unknown>): Promise<ChatError | null> {
  try {
    await reading
    return null
  } catch (error) {
    if (error instanceof ChatError) return error
    throw error
  }
}
