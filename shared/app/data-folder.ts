// The platform's folder for application data.
import path from '#path'
import { ChatError } from '../base/errors.ts'

export interface Surroundings {
  platform: string
  environment: (name: string) => string | undefined
  /** Sources of the user's home folder, best first. Each may throw, or return nonsense. */
  homes: (() => string)[]
}

/** Throws NO_HOME if it would be below a home folder and none is known. */
export function dataFolder({ platform, environment, homes }: Surroundings): string {
  const isWindows = platform === 'win32'
  // The XDG Base Directory Specification says to ignore relative paths: they would depend on the working folder.
  const named = environment(isWindows ? 'LOCALAPPDATA' : 'XDG_DATA_HOME') ?? ''
  if (platform !== 'darwin' && path.isAbsolute(named)) return named
  const home = homeFolder(homes)
  if (isWindows) return path.join(home, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support')
  return path.join(home, '.local', 'share')
}

/** HOME may be empty or relative, and a container's user may be missing from the user database. */
function homeFolder(homes: Surroundings['homes']): string {
  for (const ask of homes) {
    try {
      const home = ask()
      if (path.isAbsolute(home)) return home
    } catch {
      // Not known here: the next source may know it.
    }
  }
  throw new ChatError('NO_HOME')
}
