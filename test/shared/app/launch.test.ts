import test from 'brittle'
import { commandLine, type Launch } from '../../../shared/app/launch.ts'

const LAUNCH: Launch = {
  executable: '/usr/bin/node',
  script: '/work/chat/server-app',
  isCommand: false,
  pear: null,
  isNpmStart: false,
  workingFolder: '/work/chat',
  isWindows: false,
  find: (name) => PROGRAMS[name] ?? null
}

const PROGRAMS: Record<string, ReturnType<Launch['find']>> = {
  node: program('/usr/bin/node'),
  'hyperdht-chat': program('/usr/local/bin/hyperdht-chat')
}

function program(file: string, isScript = false): ReturnType<Launch['find']> {
  return { file, target: file, isScript }
}

test('in the project folder the join command is as short as the command typed', (t) => {
  t.is(join({}), 'node client-app')
  t.is(join({ script: '/work/chat/server-app/index.js' }), 'node client-app')
  t.is(join({ isNpmStart: true }), 'npm run join --')
})

test('from another folder the join command has the path of the app, quoted for the shell', (t) => {
  t.is(join({ workingFolder: '/home/anna' }), 'node /work/chat/client-app')
  const script = '/my apps/it’s/server-app'
  t.is(join({ script, workingFolder: '/' }), `node 'my apps/it’s/client-app'`)
  t.is(join({ script: "/it's/server-app" }), `node '/it'\\''s/client-app'`)
})

test('a runtime that is not on the PATH is given with its folder', (t) => {
  t.is(join({ executable: '/opt/bare' }), '/opt/bare client-app')
  t.is(join({ executable: '/opt/node' }), '/opt/node client-app')
  t.is(join({ executable: '/work/chat/bare' }), './bare client-app')
})

test('a runtime started by a wrapper is called by the name of the wrapper', (t) => {
  const find = () => program('/usr/bin/bare', true)
  t.is(join({ executable: '/lib/bare-runtime/bin/bare', find }), 'bare client-app')
})

test('the combined command is called by its name when it is on the PATH, otherwise by its file', (t) => {
  const isCommand = true
  t.is(join({ isCommand, script: '/usr/local/bin/hyperdht-chat' }), 'hyperdht-chat join')
  const script = '/home/anna/.npm/_npx/1/node_modules/.bin/hyperdht-chat'
  t.is(join({ isCommand, script }), `node ${script} join`)
  t.is(join({ isCommand, script: '/work/chat/bin/it.js' }), 'node bin/it.js join')
})

test('for a standalone executable, the executable alone is the command', (t) => {
  const script = null
  t.is(join({ script, executable: '/usr/local/bin/hyperdht-chat' }), 'hyperdht-chat join')
  t.is(join({ script, executable: '/work/chat/hyperdht-chat' }), './hyperdht-chat join')
  t.is(join({ script, executable: '/home/anna/chat' }), '/home/anna/chat join')
})

test('Pear runs a folder or a link', (t) => {
  const dir = '/work/chat'
  const dev = { dev: true, dir, applink: 'file:///work/chat' }
  t.is(join({ pear: dev }), 'pear run --dev client-app')
  t.is(join({ pear: dev, workingFolder: '/' }), 'pear run --dev work/chat/client-app')
  t.is(join({ pear: dev, workingFolder: '/home' }), 'pear run --dev /work/chat/client-app')
  const staged = { dev: false, dir: '/', applink: 'pear://4uxz' }
  t.is(join({ pear: staged }), 'pear run pear://4uxz/client-app')
})

test('on Windows, paths are quoted for its shells', (t) => {
  const windows = { isWindows: true, executable: 'node', script: 'C:\\my apps\\bin.js' }
  t.ok(join({ ...windows, isCommand: true }).endsWith('"C:\\my apps\\bin.js" join'))
})

function join(launch: Partial<Launch>): string {
  return commandLine('client-app', { ...LAUNCH, ...launch })
}
