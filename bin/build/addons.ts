// Native addons cannot be part of a bundle. They are stored beside it, and loaded through one small file.
import type { Plugin } from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'
import type { Runtime } from './runtime.ts'
import { packageOf } from './package-info.ts'

export interface Addon {
  name: string
  version: string
  /** The folder of its package. */
  folder: string
}

/** An esbuild plugin: replaces every addon by `addon(name)`, and records it in `addons`. */
export function addonsOutside(addons: Map<string, Addon>): Plugin {
  return {
    name: 'addons outside',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]binding\.js$/ }, (args) => {
        const { folder, info } = packageOf(args.path)
        const { name = '', version = '' } = info
        if (!fs.existsSync(path.join(folder, 'prebuilds'))) return undefined
        addons.set(name, { name, version, folder })
        return { contents: `module.exports = addon(${JSON.stringify(name)})`, loader: 'js' }
      })
    }
  }
}

/**
 * Copies the binaries of `addons` for `runtime` and `platforms` into a folder per addon, below `folder`. Returns the
 * copies.
 */
export function copyAddons(
  addons: Addon[],
  { folder, runtime, platforms }: { folder: string; runtime: Runtime; platforms: readonly string[] }
): Addon[] {
  const extension = runtime === 'bare' ? '.bare' : '.node'
  return addons.map(({ name, version, folder: source }) => {
    const target = path.join(folder, name)
    fs.mkdirSync(target, { recursive: true })
    const info = { name, version, addon: true }
    fs.writeFileSync(path.join(target, 'package.json'), `${JSON.stringify(info)}\n`)
    for (const platform of platforms) {
      const from = path.join(source, 'prebuilds', platform)
      // bare-posix has none for Windows, and is not loaded there.
      if (!fs.existsSync(from)) continue
      fs.cpSync(from, path.join(target, 'prebuilds', platform), {
        recursive: true,
        filter: (file) => path.extname(file) === '' || file.endsWith(extension)
      })
    }
    return { name, version, folder: target }
  })
}

/**
 * Writes `addons.cjs` beside a bundle: it loads each addon from its folder. For Bare each path is a literal, because
 * tools that gather addons find them by static analysis.
 */
export function writeAddonsFile(
  addons: Addon[],
  { file, runtime }: { file: string; runtime: Runtime }
): void {
  const cases = addons.map(({ name, folder }) => {
    const place = path.relative(path.dirname(file), folder).split(path.sep).join('/')
    const prebuild = 'prebuilds/${process.platform}-${process.arch}'
    const load =
      runtime === 'bare'
        ? `require.addon('${place}')`
        : `require(\`${place}/${prebuild}/${name}.node\`)`
    return `    case '${name}': return ${load}\n`
  })
  const body = `  switch (name) {\n${cases.sort().join('')}  }\n`
  fs.writeFileSync(file, `module.exports = (name) => {\n${body}}\n`)
}
