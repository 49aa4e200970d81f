// Judges what is left of a storm.

/** What is left of a storm. */
export interface Record {
  /** The texts in the host's transcript. */
  transcript: string[]
  members: MemberRecord[]
}

export interface MemberRecord {
  name: string
  /** The texts in its own copy. */
  copy: string[]
  /** The texts that its processes printed, in order. */
  shown: string[]
  /** The texts that were in its outbox whenever it was killed, and those still there. */
  owed: string[]
  unsent: string[]
  /** How its processes ended by themselves. */
  endings: string[]
  /** Whether it had not everything when the others had waited long enough. */
  isLate: boolean
}

export interface Tally {
  /** Lines in the transcript. */
  lines: number
  /** Lines that were in an outbox when its member was killed. */
  owed: number
  /** What must not be, as sentences. */
  faults: string[]
}

export function faultsOf({ transcript, members }: Record): Tally {
  const owed = members.reduce((sum, member) => sum + member.owed.length, 0)
  const faults = [
    ...fault('the transcript has twice', repeated(transcript)),
    ...members.flatMap((member) => faultsOfMember(member, transcript))
  ]
  return { lines: transcript.length, owed, faults }
}

function faultsOfMember(member: MemberRecord, transcript: string[]): string[] {
  const { name, copy, shown, owed, unsent, endings, isLate } = member
  const own = transcript.filter((text) => text.startsWith(`${name} `))
  const numbers = own.slice(0, -1).map((text) => Number(text.split(' ')[1]))
  const seen = transcript.slice(-copy.length)
  const told = new Set(shown)
  const kept = new Set(transcript)
  return [
    ...fault(
      `${name} said out of order`,
      numbers.filter((each, at) => each <= (numbers[at - 1] ?? 0))
    ),
    ...fault(
      `${name} lost`,
      owed.filter((text) => !kept.has(text))
    ),
    ...fault(`${name} ended`, endings),
    ...fault('late', isLate ? [name] : []),
    ...fault(`${name} still has`, unsent),
    ...fault(
      `${name} has copied otherwise`,
      copy.filter((text, at) => text !== seen[at])
    ),
    ...fault(
      `${name} was not shown`,
      seen.filter((text) => !told.has(text))
    )
  ]
}

function fault(what: string, which: unknown[]): string[] {
  return which.length === 0 ? [] : [`${what}: ${which.slice(0, 3).join(', ')} (${which.length})`]
}

function repeated(texts: string[]): string[] {
  const seen = new Set<string>()
  return texts.filter((text) => seen.size === seen.add(text).size)
}
