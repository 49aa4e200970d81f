// How this process was started, and the command line that starts an app the same way, ready to paste. Knows nothing
// of the process itself: it is passed in.
import path from '#path'

export type App = 'server-app' | 'client-app'

/** The word for each app in the combined command. */
export const COMMANDS: Record<App, string> = { 'server-app': 'host', 'client-app': 'join' }

/** What is known about how a process was started. */
export interface Launch {
  /** The running executable, with all symbolic links resolved. */
  executable: string
  /** The script it runs; null when the apps are built in. */
  script: string | null
  /** Whether it runs as the combined command, whose first word selects the app. */
  isCommand: boolean
  /** What Pear reports about the app; null elsewhere. */
  pear: { dev?: boolean; dir?: string; applink?: string } | null
  /** Whether it was started by `npm start` in the project itself. */
  isNpmStart: boolean
  workingFolder: string
  isWindows: boolean
  /** The program a shell starts for a bare name, with symbolic links resolved; null for none. */
  find: (name: string) => { file: string; target: string; isScript: boolean } | null
}

/** The command line that starts `app` the way this process was started, quoted for a shell. */
export function commandLine(app: App, launch: Launch): string {
  const { pear, script, isNpmStart, isCommand } = launch
  if (isNpmStart) return 'npm run join --'
  if (pear) return pearLine(app, pear, launch)
  if (script === null) return `${program(launch)} ${COMMANDS[app]}`
  if (isCommand) return `${commandWords(script, launch)} ${COMMANDS[app]}`
  return `${program(launch)} ${placed(path.join(folderOfApps(script), app), launch)}`
}

/** An app by link or by folder, whichever Pear was given. */
function pearLine(app: App, pear: NonNullable<Launch['pear']>, launch: Launch): string {
  const { dev = false, dir, applink = '' } = pear
  if (!dev && applink.startsWith('pear://')) return `pear run ${applink}/${app}`
  const place = dir ? placed(path.join(dir, app), launch) : app
  return `pear run --dev ${place}`
}

/** By its bare name if the shell finds that, otherwise by the runtime and the file. */
function commandWords(script: string, launch: Launch): string {
  const name = path.basename(script)
  if (launch.find(name)?.file === script) return name
  return `${program(launch)} ${placed(script, launch)}`
}

/** The runtime, or the standalone executable. A wrapper script may have started it, such as npm's `bare`. */
function program(launch: Launch): string {
  const { executable, isWindows } = launch
  const name = path.basename(executable)
  const word = isWindows ? name.replace(/\.exe$/i, '') : name
  const found = launch.find(name)
  if (found && (found.isScript || found.target === executable)) return word
  const file = placed(executable, launch)
  // Without a path the shell would search for it, and not find it.
  return file === name ? `.${path.sep}${name}` : file
}

/** Relative if it is in the working folder, where the line is most likely pasted. */
function placed(file: string, { workingFolder, isWindows }: Launch): string {
  const relative = path.relative(workingFolder, file)
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
  return quoteForShell(isInside ? relative : file, isWindows)
}

/** The folder that contains both apps: the script is one of them, or the index.js in it. */
function folderOfApps(script: string): string {
  const folder = path.dirname(script)
  return path.basename(script).startsWith('index.') ? path.dirname(folder) : folder
}

function quoteForShell(word: string, isWindows: boolean): string {
  if (/^[\p{L}\p{N}_./:@%+=,\\-]+$/u.test(word) && (isWindows || !word.includes('\\'))) return word
  return isWindows ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`
}
