// The options of --doctor. Loaded only when it is asked for.
import { readHost } from './flag-values.ts'
import { usage } from './flags.ts'
import type { CommonOptions, DoctorOptions } from './options.ts'

/** For each connection, which --timeout overrides. */
const USUAL_TIMEOUT_MS = 30_000

export function hostDoctorOptions(options: CommonOptions): DoctorOptions {
  return { ...options, mode: 'doctor', hostKey: null, timeoutMs: USUAL_TIMEOUT_MS }
}

/** `words` are the key of a host or its name, or none. Throws USAGE or KEY_*. */
export async function memberDoctorOptions(
  options: CommonOptions,
  given: { words: string[]; storage: () => string; timeoutMs: number | null }
): Promise<DoctorOptions> {
  const { words, storage, timeoutMs } = given
  const host = words.length > 0 ? await readHost(words, storage) : null
  if (host && 'words' in host) {
    throw usage(
      'The doctor takes a key or the name of a room: it would use up the words of an invite'
    )
  }
  const hostKey = host && host.key
  return { ...options, mode: 'doctor', hostKey, timeoutMs: timeoutMs ?? USUAL_TIMEOUT_MS }
}
