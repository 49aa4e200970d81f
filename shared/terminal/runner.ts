// Runs the texts a user sends, in order. Loads the code for it only when it is about to be needed, so that the screen
// appears sooner.
import type { Participant } from '../chat/participant.ts'

export class Runner {
  #participant: Participant | null = null
  #code: Promise<typeof import('./run-typed.ts')> | null = null
  /** The command names; empty until the code is loaded. */
  commands: readonly string[] = []

  start(participant: Participant): void {
    this.#participant = participant
  }

  load(): Promise<typeof import('./run-typed.ts')> {
    return (this.#code ??= this.#load())
  }

  /** Resolves when the text has been handled. */
  async run(text: string): Promise<void> {
    const { runTyped } = await this.load()
    if (this.#participant !== null) await runTyped(this.#participant, text)
  }

  async #load(): Promise<typeof import('./run-typed.ts')> {
    const code = await import('./run-typed.ts')
    if (this.#participant !== null) this.commands = code.commandNames(this.#participant)
    return code
  }
}
