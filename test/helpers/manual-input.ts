// Standard input, one call at a time.
import b4a from 'b4a'
import type { Input, InputEvents } from '../../shared/app/input.ts'

/** Provides data when told to. */
export class ManualInput implements Input {
  isPaused = true
  readonly #listeners: Partial<InputEvents> = {}

  get isOpen(): boolean {
    return this.#listeners.data !== undefined
  }

  on<Event extends keyof InputEvents>(event: Event, listener: InputEvents[Event]): this {
    this.#listeners[event] = listener
    this.isPaused = false
    return this
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  give(text: string): void {
    this.#listeners.data?.(b4a.from(text))
  }

  end(): void {
    this.#listeners.end?.()
  }

  fail(cause: Error): void {
    this.#listeners.error?.(cause)
  }
}
