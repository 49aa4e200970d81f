// Finds and reads the package.json of a package.
import fs from 'node:fs'
import path from 'node:path'

export interface PackageInfo {
  name?: string
  version?: string
  description?: string
  license?: string
  engines?: Record<string, string>
  /** By name, then by runtime. */
  imports?: Record<string, string | Record<string, string>>
}

export interface Package {
  folder: string
  info: PackageInfo
}

/** The package that contains a file: the nearest one with a name. */
export function packageOf(file: string): Package {
  const folder = path.dirname(file)
  const info = readInfo(folder)
  if (info?.name !== undefined) return { folder, info }
  if (folder === file) throw new Error('There is no package here')
  return packageOf(folder)
}

function readInfo(folder: string): PackageInfo | null {
  const file = path.join(folder, 'package.json')
  if (!fs.existsSync(file)) return null
  return JSON.parse(fs.readFileSync(file, 'utf8')) as PackageInfo
}
