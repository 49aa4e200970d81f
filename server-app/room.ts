// Who is here, and who hears what. Pure: knows no socket and no terminal.

export interface Member {
  readonly name: string
  /** Shows the member one line. */
  tell(line: string): void
}

export class Room {
  readonly #members = new Set<Member>()

  get size(): number {
    return this.#members.size
  }

  join(member: Member): void {
    this.#members.add(member)
  }

  leave(member: Member): void {
    this.#members.delete(member)
  }

  /** Everyone but the author hears what was said; nobody hears a blank line. */
  post(author: Member, text: string): void {
    if (text.trim() === '') return
    for (const member of this.#members) {
      if (member !== author) member.tell(`${author.name}: ${text}`)
    }
  }
}
