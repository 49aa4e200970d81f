// The temporary folder of the process, made a test's own.
import type { Assertions } from 'brittle'
import fs from '#fs'
import os from '#os'
import path from '#path'
import process from '#process'

/** A temporary folder that nobody else writes to, until the test ends. */
export async function ownTemporaryFolder(t: Assertions): Promise<string> {
  const folder = await t.tmp()
  setTemporaryFolder(t, folder)
  return folder
}

/** A temporary folder that is not there, until the test ends. */
export async function missingTemporaryFolder(t: Assertions): Promise<void> {
  setTemporaryFolder(t, path.join(await t.tmp(), 'missing'))
}

/** The sizes of the files in `folder` that this process has open, named or not. Linux only. */
export function openFileSizes(folder: string): number[] {
  return fs.readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = fs.readlinkSync(path.join('/proc/self/fd', fd))
      return target.startsWith(`${folder}/`) ? [fs.fstatSync(Number(fd)).size] : []
    } catch {
      return [] // it was the one that read the folder
    }
  })
}

function setTemporaryFolder(t: Assertions, folder: string): void {
  const before = os.tmpdir()
  process.env['TMPDIR'] = folder
  t.teardown(() => {
    process.env['TMPDIR'] = before
  })
}
