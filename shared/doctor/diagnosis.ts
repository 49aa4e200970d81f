// Concludes from the facts what is well and what is not, with a next step for each thing that is not. Pure.
import { EXIT } from '../base/error-table.ts'
import { pathInWords } from '../app/shown-path.ts'
import { shortKey } from '../base/key.ts'
import type {
  ClockFacts,
  Facts,
  HostFacts,
  HostStage,
  NatKind,
  NetworkFacts,
  RelayFacts,
  StorageFacts
} from './facts.ts'

export interface Finding {
  check: 'bootstrap' | 'nat' | 'punching' | 'relay' | 'clock' | 'storage' | 'host'
  /** limited: it works with some peers only, or not for long. */
  status: 'ok' | 'limited' | 'wrong'
  text: string
  /** What to do about it. */
  next: string | null
}

/** Nobody ran this before, and certificates and keys of the time are long forgotten after. */
const FIRST_YEAR = 2025
const LAST_YEAR = 2100
const MOST_JUMP_MS = 1000

export function diagnose({ network, relays, clock, storage, host }: Facts): Finding[] {
  return [
    bootstrapFinding(network),
    natFinding(network),
    punchingFinding(network.nat),
    ...relays.map(relayFinding),
    clockFinding(clock),
    storageFinding(storage),
    ...(host ? [hostFinding(host)] : [])
  ]
}

/** 0 if all is well; a NAT that only limits is, too, if it did not keep us from the host. */
export function exitCodeOf(findings: readonly Finding[]): number {
  const isHostReached = findings.some(({ check, status }) => check === 'host' && status === 'ok')
  const bad = findings.filter(
    ({ check, status }) =>
      status === 'wrong' || (status === 'limited' && !(isHostReached && check === 'punching'))
  )
  if (bad.length === 0) return EXIT.OK
  const isLocal = bad.every(({ check }) => check === 'clock' || check === 'storage')
  return isLocal ? EXIT.UNEXPECTED : EXIT.UNREACHABLE
}

function bootstrapFinding({ bootstrap, nodes }: NetworkFacts): Finding {
  const check = 'bootstrap'
  const times = bootstrap.flatMap(({ ms }) => (ms === null ? [] : [ms]))
  const count = `${times.length} of ${bootstrap.length} bootstrap nodes`
  if (times.length > 0) {
    const text = `${count} answered, the first after ${Math.round(Math.min(...times))} ms; ${nodes} DHT nodes known`
    return { check, status: 'ok', text, next: null }
  }
  if (nodes > 0) {
    const text = `No bootstrap node answered, but ${nodes} DHT nodes known from before did`
    const next = 'Nothing, if it passes. Otherwise start from others: --bootstrap <host:port,...>'
    return { check, status: 'limited', text, next }
  }
  const next =
    'Is this machine online? If it is, its firewall or this network blocks UDP: allow it, or use another network'
  return { check, status: 'wrong', text: 'No DHT node answered', next }
}

const NATS: Record<NatKind, string> = {
  open: 'Open: anybody can reach this machine',
  consistent: 'Behind a NAT or firewall that keeps one port for all peers (consistent)',
  random: 'Behind a NAT that uses a different port for every peer (random)',
  unknown: 'The kind of NAT is not known: too few DHT nodes answered',
  none: 'The kind of NAT is not known: no DHT node answered'
}

function natFinding({ nat, publicAddress }: NetworkFacts): Finding {
  const text = publicAddress === null ? NATS[nat] : `${NATS[nat]}, seen as ${publicAddress}`
  const isKnown = nat !== 'unknown' && nat !== 'none'
  const next = isKnown ? null : 'First see to it that DHT nodes answer'
  return { check: 'nat', status: isKnown ? 'ok' : 'limited', text, next }
}

function punchingFinding(nat: NatKind): Finding {
  const check = 'punching'
  switch (nat) {
    case 'open':
    case 'consistent':
      return {
        check,
        status: 'ok',
        text: 'Direct paths are possible to peers anywhere',
        next: null
      }
    case 'random': {
      const text =
        'Direct paths are possible, within some seconds, except to peers whose NAT is random too'
      const next =
        'To meet those, too: use another network, or a relay that both reach: --relay <key>'
      return { check, status: 'limited', text, next }
    }
    case 'unknown':
    case 'none': {
      const text = 'Direct paths are not possible, as far as can be seen'
      return { check, status: 'wrong', text, next: 'First see to it that DHT nodes answer' }
    }
  }
}

function relayFinding({ key, ms }: RelayFacts): Finding {
  const check = 'relay'
  const name = `The relay ${shortKey(key)}`
  if (ms !== null) {
    return { check, status: 'ok', text: `${name} answered after ${Math.round(ms)} ms`, next: null }
  }
  const next =
    'Is it running, and can it be reached from outside? Or does --relay have a wrong key?'
  return { check, status: 'wrong', text: `${name} cannot be reached`, next }
}

function clockFinding({ now, jumpMs }: ClockFacts): Finding {
  const check = 'clock'
  const date = new Date(now)
  const year = date.getUTCFullYear()
  const said = `The clock says ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const next = 'Set it by the network time of your system: messages are signed with their time'
  if (year < FIRST_YEAR || year > LAST_YEAR)
    return { check, status: 'wrong', text: `${said}, which is wrong`, next }
  if (Math.abs(jumpMs) > MOST_JUMP_MS) {
    const text = `${said}, and it was set by ${Math.round(jumpMs / 1000)} s while this ran`
    return { check, status: 'limited', text, next }
  }
  return { check, status: 'ok', text: said, next: null }
}

function storageFinding({ folder, problem, hasKey }: StorageFacts): Finding {
  const check = 'storage'
  if (problem !== null) {
    const [text, next] = splitAdvice(problem)
    return { check, status: 'wrong', text, next: next ?? 'Choose another folder: --storage <dir>' }
  }
  const text =
    folder === null
      ? 'Nothing is kept'
      : `${folder} can be written, and ${hasKey ? 'holds a key pair' : 'holds no key pair yet'}`
  return { check, status: 'ok', text, next: null }
}

const STAGES: Record<HostStage, string> = {
  found: 'found',
  answered: 'answered',
  punching: 'opening a path',
  connected: 'connected'
}

function hostFinding(host: HostFacts): Finding {
  const { key, stages, failure, roundTripMs } = host
  const check = 'host'
  const times = stages.map(({ stage, ms }) => `${STAGES[stage]} after ${Math.round(ms)} ms`)
  if (failure) {
    const [text, next] = splitAdvice(failure.sentence)
    const until = times.length > 0 ? ` (${times.join(', ')})` : ''
    return {
      check,
      status: 'wrong',
      text: `${text}${until}`,
      next: next ?? 'Try again in a minute'
    }
  }
  const round = roundTripMs === null ? '' : `, round trip ${Math.round(roundTripMs)} ms`
  const text = `The host ${shortKey(key)} was reached: ${times.join(', ')}${wayInWords(host)}${round}`
  return { check, status: 'ok', text, next: null }
}

function wayInWords({ path, relay, address }: HostFacts): string {
  if (path === null) return ''
  if (path === 'direct') return `, directly to ${address}`
  return `, ${path === 'lan' ? 'on this network' : pathInWords({ path, relay })} at ${address}`
}

/** What happened, and what to do about it: our sentences say that last. */
function splitAdvice(sentence: string): [text: string, next: string | null] {
  const end = sentence.search(/[.?] /)
  if (end < 0) return [sentence, null]
  return [sentence.slice(0, sentence[end] === '?' ? end + 1 : end), sentence.slice(end + 2)]
}
