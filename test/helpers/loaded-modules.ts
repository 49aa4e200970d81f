// Which of our modules an app on Node has loaded, from a bundle or from single files. Needs it to be started with
// NODE_V8_COVERAGE set to a folder. The other runtimes load the same.
import fs from '#fs'
import path from '#path'

interface Coverage {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[]
}

/** Their paths, such as `shared/app/exit`. In a bundle, each module is a function named after it, called to load it. */
export function loadedModules(folder: string): Set<string> {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name))
  const coverages = files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Coverage)
  const scripts = coverages.flatMap(({ result }) => result)
  const called = scripts
    .flatMap(({ functions }) => functions)
    .filter(({ ranges }) => ranges.some(({ count }) => count > 0))
    .map(({ functionName }) => functionName)
  return new Set(
    [...called, ...scripts.map(({ url }) => url)].flatMap((name) => {
      const [, module] = /((?:shared|server-app|client-app)\/.*)\.[jt]s$/.exec(name) ?? []
      return module === undefined ? [] : [module]
    })
  )
}
