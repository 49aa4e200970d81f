// The name a member asks its host for, on each connection. Pure.

export class NameWish {
  #name: string | null
  /** The name in the last hello. */
  #said: string | null = null
  /** Whether an answer to a requested name is pending: the host may refuse each request once. */
  #isPending = false

  /** `name`: null for the short key. */
  constructor(name: string | null) {
    this.#name = name
  }

  /** The name for the next hello. */
  hello(): string | null {
    this.#said = this.#name
    return this.#name
  }

  /** The user has chosen another name. */
  choose(name: string): void {
    this.#name = name
  }

  /** The host has let us in: calls `ask` if the name was changed since the hello. */
  welcomed(ask: (name: string) => void): void {
    if (this.#name !== null && this.#name !== this.#said) this.request(ask)
  }

  /** Asks for the chosen name. */
  request(ask: (name: string) => void): void {
    if (this.#name === null) return
    this.#isPending = true
    ask(this.#name)
  }

  /** The host says that it refuses a name. False if it was not asked for one. */
  refused(): boolean {
    const wasPending = this.#isPending
    this.#isPending = false
    return wasPending
  }
}
