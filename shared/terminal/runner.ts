// Does what a person sends, in its order. The code for it is loaded when somebody is about to need it: a screen is up
// sooner without.
import type { Participant } from '../chat/participant.ts'

export class Runner {
  #participant: Participant | null = null
  #code: Promise<typeof import('./run-typed.ts')> | null = null
  /** The commands there are; none before the code is there. */
  commands: readonly string[] = []

  start(participant: Participant): void {
    this.#participant = participant
  }

  load(): Promise<typeof import('./run-typed.ts')> {
    return (this.#code ??= this.#load())
  }

  /** Resolves when it is dealt with. */
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
