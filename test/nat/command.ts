// Runs system commands synchronously. They take milliseconds.
import { spawnSync } from '#child-process'
import b4a from 'b4a'

/** Runs `script` with `sh -e`; `args` are its $1, $2 and so on. Returns what it printed; throws with what it complained of. */
export function shell(script: string, args: string[] = []): string {
  return finish(['-ec', script, 'sh', ...args])
}

/** The same inside a network namespace. */
export function shellIn(namespace: string, script: string): string {
  return finish(['-ec', 'exec ip netns exec "$1" sh -ec "$2"', 'sh', namespace, script])
}

function finish(args: string[]): string {
  const { status, stdout, stderr } = spawnSync('/bin/sh', args)
  if (status === 0) return b4a.toString(stdout)
  throw new Error(`${b4a.toString(stderr).trim()} (exit code ${status})\n${args.join('\n')}`)
}
