// Parses and checks the command line.
import { LIMITS } from '../base/limits.ts'
import { quote } from '../base/text.ts'
import {
  chatOptions,
  commonOptions,
  ownInvocation,
  pipeOptions,
  printoutOf,
  type Printout
} from './common-options.ts'
import { HOST_FLAGS, MEMBER_FLAGS, USUAL_HISTORY } from './flag-tables.ts'
import { parseRelays, readHost, readRoomName, readStorage } from './flag-values.ts'
import { parseCount, parseFlags, parseTimeout, usage, type Flags } from './flags.ts'
import { demandNoMode, demandOneOfEach, modeOf } from './mode.ts'
import type { DoctorOptions, HostOptions, JoinOptions, MemberOptions } from './options.ts'

/** The time limit when nobody is watching. */
const USUAL_TIMEOUT_S = 30

/** Reads the arguments of server-app. Throws ChatError USAGE. */
export async function readHostOptions(
  invocation = ownInvocation()
): Promise<HostOptions | DoctorOptions | Printout> {
  const { flags, words } = parseFlags(invocation.args, HOST_FLAGS)
  const printout = await printoutOf(flags, 'server-app')
  if (printout) return printout
  const [word] = words
  if (word !== undefined) {
    const reason = `server-app takes only flags, and ${quote(word)} is not one. To join, use client-app`
    const { withShortNames } = await import('./own-command.ts')
    throw usage(withShortNames(reason))
  }
  const options = commonOptions(flags, { ...invocation, role: 'host' })
  if (flags.doctor) return (await doctor()).hostDoctorOptions(options)
  const limit = parseRelayLimit(flags['relay-limit'])
  if (limit !== null && !flags['as-relay'])
    throw usage('The flag --relay-limit belongs to --as-relay')
  if (flags['as-relay']) {
    demandNoMode(flags)
    const isPrivate = flags.private === true
    if (isPrivate && flags.ephemeral)
      throw usage('A private relay goes by its list `allowed`, and --ephemeral keeps no files')
    return { ...options, relays: [], mode: 'relay', isPrivate, bytesPerSecond: limit ?? Infinity }
  }
  const hosting = { invites: flags.invite === true, isPrivate: flags.private === true }
  if (modeOf(flags, HOST_FLAGS, invocation.isOnTerminal) === 'pipe') {
    if (hosting.isPrivate && !hosting.invites) {
      const rule = 'A private pipe admits only who comes with the words of --invite'
      throw usage(`${rule}. Add --invite, or for a private room --chat`)
    }
    return { ...options, ...hosting, ...pipeOptions(flags), keepsOpen: flags['keep-open'] === true }
  }
  const { history, keep, members } = flags
  const keepMiB = parseCount('keep', keep, LIMITS.keptMiBWished)
  const chat = await chatOptions(flags, options)
  const keepsTranscript = flags['no-transcript'] !== true
  return {
    ...options,
    ...hosting,
    ...chat,
    // What a user types is part of the conversation.
    remembersIn: keepsTranscript ? options.folder : null,
    roomName: await readRoomName(flags['room-name']),
    history: parseCount('history', history, LIMITS.historyWished) ?? USUAL_HISTORY,
    keepsTranscript,
    keepBytes: keepMiB === null ? null : keepMiB * 1024 * 1024,
    maxMembers: parseCount('members', members, LIMITS.membersWished) ?? LIMITS.members
  }
}

/** Reads the arguments of client-app. Throws ChatError USAGE or KEY_*. */
export async function readMemberOptions(
  invocation = ownInvocation()
): Promise<MemberOptions | DoctorOptions | Printout> {
  const { flags, words } = parseFlags(invocation.args, MEMBER_FLAGS)
  const printout = await printoutOf(flags, 'client-app')
  if (printout) return printout
  const storage = (): string => readStorage(flags.storage)
  const page = await roomsPage(flags, { words, storage, isOnTerminal: invocation.isOnTerminal })
  if (page) return page
  const options = commonOptions(flags, { ...invocation, role: 'member' })
  if (flags.doctor) {
    const timeoutMs = parseTimeout(flags.timeout)
    return (await doctor()).memberDoctorOptions(options, { words, storage, timeoutMs })
  }
  const host = await readHost(words, storage)
  if ('key' in host && parseRelays(flags.relay).includes(host.key))
    throw usage('The flag --relay takes keys of relays, and not that of the host to join')
  const mode = modeOf(flags, MEMBER_FLAGS, invocation.isOnTerminal)
  const waits = flags.wait === true
  const messages = flags.send ?? null
  const isPatient = messages === null && (mode === 'chat' || waits)
  const usual = isPatient ? null : USUAL_TIMEOUT_S * 1000
  const join: JoinOptions = {
    host,
    as: await readRoomName(flags.as),
    // What is called by a name is wanted later.
    storage: flags.ephemeral && flags.as === undefined ? null : storage(),
    waits,
    timeoutMs: parseTimeout(flags.timeout) ?? usual
  }
  if (mode === 'pipe') return { ...options, ...join, ...pipeOptions(flags) }
  if (flags['relay-limit'] === '0')
    throw usage('The flag --relay-limit takes no 0. To carry nothing for others: --no-relay')
  const chat = await chatOptions(flags, options)
  const keepsTranscript = flags['no-transcript'] !== true
  // What a user types is part of the conversation.
  const remembersIn = keepsTranscript ? options.folder : null
  // Messages have a time limit of their own.
  const reconnects = messages === null && flags['no-reconnect'] !== true
  const relaying = {
    relaysForOthers: flags['no-relay'] !== true,
    relayBytes: parseRelayLimit(flags['relay-limit']) ?? LIMITS.roomRelayBytes
  }
  const own = { ...chat, remembersIn, keepsTranscript, messages, reconnects }
  return { ...options, ...join, ...own, ...relaying }
}

/** The list of known rooms, for who asks for it or gives no key at a terminal, or the answer to --forget. */
async function roomsPage(
  flags: Flags<typeof MEMBER_FLAGS>,
  {
    words,
    storage,
    isOnTerminal
  }: { words: string[]; storage: () => string; isOnTerminal: boolean }
): Promise<Printout | null> {
  const { rooms = false, forget, json = false, ...others } = flags
  const isAlone = Object.keys(others).every((name) => name === 'storage' || name === 'identity')
  const isWanted = rooms || (isOnTerminal && isAlone)
  demandOneOfEach(flags)
  if (words.length > 0) {
    const flag = rooms ? 'rooms' : forget === undefined ? null : 'forget'
    if (flag === null) return null
    throw usage(`The flag --${flag} is used without a key, but was given ${quote(words.join(' '))}`)
  }
  if (!isWanted && forget === undefined) return null
  const { forgetAlias, roomList } = await import('./aliases.ts')
  if (forget !== undefined) return { text: forgetAlias(forget, storage()) }
  const text = roomList(storage(), json)
  if (text !== null) return { text }
  return rooms ? { text: 'You know no rooms yet\n' } : null
}

function parseRelayLimit(flag: string | undefined): number | null {
  return parseCount('relay-limit', flag, LIMITS.relayLimitWished)
}

function doctor(): Promise<typeof import('./doctor-options.ts')> {
  return import('./doctor-options.ts')
}
