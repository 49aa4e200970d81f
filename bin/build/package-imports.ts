// An esbuild plugin for the `imports` of packages. Holepunch's map Node's built-ins to packages for Bare, as
// `"fs": { "bare": "bare-fs", "default": "fs" }`; esbuild only supports names that begin with #.
import type { Plugin } from 'esbuild'
import { isBuiltin } from 'node:module'
import type { Runtime } from './runtime.ts'
import { packageOf } from './package-info.ts'

export function importsOfPackages(runtime: Runtime): Plugin {
  return {
    name: 'imports of packages',
    setup(build) {
      build.onResolve({ filter: /^[^./#]/ }, async (args) => {
        const { path: name, importer, resolveDir, kind, pluginData } = args
        if (importer === '' || pluginData === 'resolved') return undefined
        const target = targetOf(name, importer, runtime)
        if (runtime === 'node' && isBuiltin(target)) return { path: target, external: true }
        if (target === name) return undefined
        return build.resolve(target, { importer, resolveDir, kind, pluginData: 'resolved' })
      })
    }
  }
}

/** The name itself, unless the package of `importer` maps it, possibly by a pattern such as `fs/*`. */
function targetOf(name: string, importer: string, runtime: Runtime): string {
  const { imports = {} } = packageOf(importer).info
  for (const [key, entry] of Object.entries(imports)) {
    const [start = '', end] = key.split('*')
    const isMatch = end === undefined ? name === key : name.startsWith(start) && name.endsWith(end)
    if (!isMatch) continue
    const target = typeof entry === 'string' ? entry : (entry[runtime] ?? entry['default'])
    return target?.replace('*', name.slice(start.length)) ?? name
  }
  return name
}
