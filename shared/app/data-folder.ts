// Where the platform has applications keep their data.
import path from '#path'
import { ChatError } from '../base/errors.ts'

export interface Surroundings {
  platform: string
  environment: (name: string) => string | undefined
  /** Who may know the person's home folder, the best one first. Each may throw, or give nonsense. */
  homes: (() => string)[]
}

/** Throws NO_HOME where that would be below a home folder, and none is known. */
export function dataFolder({ platform, environment, homes }: Surroundings): string {
  const isWindows = platform === 'win32'
  // The XDG Base Directory Specification has relative paths ignored: they would mean the working folder.
  const named = environment(isWindows ? 'LOCALAPPDATA' : 'XDG_DATA_HOME') ?? ''
  if (platform !== 'darwin' && path.isAbsolute(named)) return named
  const home = homeFolder(homes)
  if (isWindows) return path.join(home, 'AppData', 'Local')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support')
  return path.join(home, '.local', 'share')
}

/** HOME may be empty or relative, and a container's user in no list of users. */
function homeFolder(homes: Surroundings['homes']): string {
  for (const ask of homes) {
    try {
      const home = ask()
      if (path.isAbsolute(home)) return home
    } catch {
      // It knows none: perhaps the next one does.
    }
  }
  throw new ChatError('NO_HOME')
}
