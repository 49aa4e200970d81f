// Judges what is left of a storm.
import type { MemberRecord, Record } from './storm-stage.ts'

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
  const { name, copy, shown, owed, unsent, endings } = member
  const own = transcript.filter((text) => text.startsWith(`${name} `))
  const numbers = own.slice(0, -1).map((text) => Number(text.split(' ')[1]))
  const seen = transcript.slice(-copy.length)
  const told = new Set(shown)
  return [
    ...fault(
      `${name} said out of order`,
      numbers.filter((each, at) => each <= (numbers[at - 1] ?? 0))
    ),
    ...fault(
      `${name} lost`,
      owed.filter((text) => !transcript.includes(text))
    ),
    ...fault(`${name} ended`, endings),
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
  return texts.filter((text, index) => texts.indexOf(text) !== index)
}
