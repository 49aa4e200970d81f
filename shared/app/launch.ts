// How this process was started, and the command line that starts one of the apps the same way: a line that works
// where it is pasted. Knows nothing of the process itself: it is told.
import path from '#path'

export type App = 'server-app' | 'client-app'

/** What each app is called behind the one command. */
export const COMMANDS: Record<App, string> = { 'server-app': 'host', 'client-app': 'join' }

/** What can be known of how a process was started. */
export interface Launch {
  /** The executable that runs, with all links to it followed. */
  executable: string
  /** What it was given to run; null when the apps are built into it. */
  script: string | null
  /** Whether it runs as the one command, whose first word names the app. */
  isCommand: boolean
  /** What Pear says of itself; null elsewhere. */
  pear: { dev?: boolean; dir?: string; applink?: string } | null
  /** Whether `npm start` did it, in the project itself. */
  isNpmStart: boolean
  workingFolder: string
  isWindows: boolean
  /** Which program the shell starts for a bare name, with all links followed; null for none. */
  find: (name: string) => { file: string; target: string; isScript: boolean } | null
}

/** The words that start `app` the way this process was started, as a shell takes them. */
export function commandLine(app: App, launch: Launch): string {
  const { pear, script, isNpmStart, isCommand } = launch
  if (isNpmStart) return 'npm run join --'
  if (pear) return pearLine(app, pear, launch)
  if (script === null) return `${program(launch)} ${COMMANDS[app]}`
  if (isCommand) return `${commandWords(script, launch)} ${COMMANDS[app]}`
  return `${program(launch)} ${placed(path.join(folderOfApps(script), app), launch)}`
}

/** An app from a link or from a folder, whichever Pear was given. */
function pearLine(app: App, pear: NonNullable<Launch['pear']>, launch: Launch): string {
  const { dev = false, dir, applink = '' } = pear
  if (!dev && applink.startsWith('pear://')) return `pear run ${applink}/${app}`
  const place = dir ? placed(path.join(dir, app), launch) : app
  return `pear run --dev ${place}`
}

/** By its name alone where the shell finds it by that, else by the runtime and the file. */
function commandWords(script: string, launch: Launch): string {
  const name = path.basename(script)
  if (launch.find(name)?.file === script) return name
  return `${program(launch)} ${placed(script, launch)}`
}

/** The runtime, or the one executable there is. A wrapper that is a script has started it, npm's `bare` for one. */
function program(launch: Launch): string {
  const { executable, isWindows } = launch
  const name = path.basename(executable)
  const word = isWindows ? name.replace(/\.exe$/i, '') : name
  const found = launch.find(name)
  if (found && (found.isScript || found.target === executable)) return word
  const file = placed(executable, launch)
  // A bare name would be looked up, and not found.
  return file === name ? `.${path.sep}${name}` : file
}

/** Relative when it is in the working folder, where the line is pasted most likely. */
function placed(file: string, { workingFolder, isWindows }: Launch): string {
  const relative = path.relative(workingFolder, file)
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
  return quoteForShell(isInside ? relative : file, isWindows)
}

/** The folder both apps are in: the script is one of them, or the index.js in it. */
function folderOfApps(script: string): string {
  const folder = path.dirname(script)
  return path.basename(script).startsWith('index.') ? path.dirname(folder) : folder
}

function quoteForShell(word: string, isWindows: boolean): string {
  if (/^[\p{L}\p{N}_./:@%+=,\\-]+$/u.test(word) && (isWindows || !word.includes('\\'))) return word
  return isWindows ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`
}
