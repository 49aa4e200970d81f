// Bundles our code and all packages into one file: one for Node, one for Bare. Starting reads that instead of a hundred
// and fifty files, some of which Bare 1.33 reads once for each file that imports them.
import { build } from 'esbuild'
import path from 'node:path'
import { addonsOutside, type Addon } from './addons.ts'
import { importsOfPackages } from './package-imports.ts'
import { ROOT } from './places.ts'
import type { Runtime } from './runtime.ts'
import { tablesOutside } from './tables.ts'

export interface BundleOptions {
  /** The file that starts it. */
  entry: string
  runtime: Runtime
  outfile: string
  /** For a standalone executable. */
  isStandalone?: boolean
  /** Keeps white space, for those who read stack traces. */
  isReadable?: boolean
}

export interface Bundle {
  /** The addons it needs beside it. */
  addons: Addon[]
  /** The files it contains. */
  files: string[]
}

/** Not split: each further file costs more than the unused half of this one, which is not compiled. */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const { entry, runtime, outfile, isStandalone = false, isReadable = false } = options
  const addons = new Map<string, Addon>()
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    // CommonJS starts faster than ES modules, and can load an addon with `require`.
    format: 'cjs',
    platform: runtime === 'node' ? 'node' : 'neutral',
    target: 'es2022',
    // The same conditions as in Bare itself.
    conditions: runtime === 'node' ? ['node'] : ['bare', 'node'],
    mainFields: ['main'],
    define: { 'import.meta.url': JSON.stringify(isStandalone ? 'bare:/' : 'file:///') },
    // Smaller to read. Names and lines are kept for stack traces.
    minifyWhitespace: !isReadable,
    lineLimit: 120,
    banner: { js: "'use strict'\nconst addon = require('./addons.cjs')" },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [
      importsOfPackages(runtime),
      addonsOutside(addons),
      tablesOutside(path.dirname(outfile))
    ]
  })
  const files = Object.keys(metafile.inputs).map((file) => path.join(ROOT, file))
  return { addons: [...addons.values()], files }
}
