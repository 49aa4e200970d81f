import test from 'brittle'
import fs from '#fs'

interface Info {
  pear: { stage: { ignore: string[] } }
}

interface Lock {
  packages: Record<string, { dev?: boolean }>
}

const { ignore } = (readJson('package.json') as Info).pear.stage
const { packages } = readJson('package-lock.json') as Lock

test('pear stage leaves out exactly the packages that only the tests and tools need', (t) => {
  for (const [place, { dev = false }] of Object.entries(packages)) {
    // The first is the project itself. What is in another goes with that.
    if (place === '' || place.lastIndexOf('node_modules/') > 0) continue
    if (isIgnored(`/${place}`) !== dev) t.fail(`${place} ${dev ? 'is' : 'is not'} published`)
  }
  t.ok(Object.keys(packages).length > 1)
})

test('pear stage publishes the apps and nothing else', (t) => {
  const places = [
    '/.git/config',
    '/.ci/run',
    '/dist/package',
    '/bundles/node',
    '/package-lock.json'
  ]
  for (const place of places) t.ok(isIgnored(place), place)
  const apps = ['/server-app/index.js', '/client-app/index.js', '/bundles/bare/server-app.cjs']
  for (const place of [...apps, '/shared/app/exit.js']) t.absent(isIgnored(place), place)
})

function isIgnored(place: string): boolean {
  return ignore.some((name) => place === name || place.startsWith(`${name}/`))
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}
