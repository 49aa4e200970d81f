// What an app on Node has loaded of our code, from a bundle or from single files. It tells when it is started with
// NODE_V8_COVERAGE, a folder. What is loaded is the same on all runtimes.
import fs from '#fs'
import path from '#path'

interface Coverage {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[]
}

/** Their paths, as `shared/app/exit`. In a bundle, each module is a function of its name, called when it is loaded. */
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
