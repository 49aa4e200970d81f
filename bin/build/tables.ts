// An esbuild plugin: keeps large data tables out of the bundle. Most starts need none, but would parse them as code.
import type { Plugin } from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'
import { packageOf } from './package-info.ts'

const LARGE_BYTES = 50_000

/** Writes each table into `folder` under a name of its own. */
export function tablesOutside(folder: string): Plugin {
  return {
    name: 'tables outside',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\/.*\.json$/ }, ({ path: name, resolveDir }) => {
        const file = path.join(resolveDir, name)
        if (fs.statSync(file).size < LARGE_BYTES) return undefined
        const own = `${packageOf(file).info.name}-${path.basename(file)}`
        fs.mkdirSync(folder, { recursive: true })
        fs.copyFileSync(file, path.join(folder, own))
        return { path: `./${own}`, external: true }
      })
    }
  }
}
