// Tests the standalone executable in an otherwise empty folder: `npm run test:standalone`, which builds it first.
import test from 'brittle'
import b4a from 'b4a'
import { createHash, randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { DIST } from '../../bin/build/places.ts'
import { install, printed, talk } from './installed.ts'

const PIPE_BYTES = 20e6
const AT_ONCE = 6

const built = path.join(DIST, `${process.platform}-${process.arch}`, 'hyperdht-chat')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hyperdht-chat-standalone-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
fs.copyFileSync(built, path.join(folder, 'hyperdht-chat'))
const temporary = path.join(folder, 'temporary')
fs.mkdirSync(temporary)

const COMMAND = './hyperdht-chat'
const env = { TMPDIR: temporary }

test('two executables talk, and the printed join command starts the same one', async (t) => {
  const own = await install(t, folder, COMMAND)
  t.ok(/^\d+\.\d+\.\d+\n$/.test(await printed(own.run(['--version']))))
  await talk(t, own, folder)
})

test('on a terminal it draws its screen', async (t) => {
  const { run } = await install(t, folder, COMMAND)
  const host = run(['host', '--name', 'anna'], { onTerminal: true })
  await host.printed(/listening on: .{64}/)
  await host.printed(/anna/)
  host.write('\u0004')
  t.is(await host.exited, 0)
})

test('20 MB through a pipe arrive intact', async (t) => {
  const { run } = await install(t, folder, COMMAND)
  const bytes = randomBytes(PIPE_BYTES)
  fs.writeFileSync(path.join(folder, 'sent'), bytes)
  const host = run(['host', '--recv-only'], { redirect: '> received' })
  const [, key = ''] = await host.said(/listening on: (.{64})/)
  const client = run(['join', key], { redirect: '< sent' })
  t.is(await client.exited, 0)
  t.is(await host.exited, 0)
  t.is(hashOf(fs.readFileSync(path.join(folder, 'received'))), hashOf(bytes))
})

test('six start at once without harming each other', async (t) => {
  const { run } = await install(t, folder, COMMAND)
  const hosts = Array.from({ length: AT_ONCE }, () =>
    run(['host', '--ephemeral', '--chat', '--commands'], { env })
  )
  await Promise.all(hosts.map((host) => host.said(/listening on/)))
  for (const host of hosts) host.write('/quit\n')
  for (const host of hosts) t.is(await host.exited, 0)
  t.alike(fs.readdirSync(temporary), [], 'nothing is left of what was unpacked')
})

test('a second host with the same identity is refused', async (t) => {
  const { run } = await install(t, folder, COMMAND)
  const host = run(['host', '--chat'])
  await host.said(/listening on/)
  const second = run(['host', '--chat'])
  t.is(await second.exited, 1)
  t.ok(/already/.test(second.stderr), second.stderr)
})

test('when the temporary folder is mounted noexec, another folder is used', async (t) => {
  const { run } = await install(t, folder, COMMAND)
  const noexec = mountNoexec()
  if (noexec === null) {
    t.comment('skipped: only root can mount one')
    return
  }
  t.teardown(() => execFileSync('umount', [noexec]))
  t.is(await run(['--version'], { env: { TMPDIR: noexec } }).exited, 0)
  const nowhere = { TMPDIR: noexec, HOME: noexec, XDG_CACHE_HOME: '', XDG_RUNTIME_DIR: '' }
  const refused = run(['--version'], { env: nowhere })
  t.is(await refused.exited, 1)
  t.ok(/^error: a part of this program .* Set TMPDIR/.test(refused.stderr), refused.stderr)
  t.alike(fs.readdirSync(noexec), [])
})

/** A folder from which nothing can be run; null where we cannot make one. */
function mountNoexec(): string | null {
  const place = path.join(folder, 'noexec')
  fs.mkdirSync(place)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'none', place], { stdio: 'ignore' })
    return place
  } catch {
    return null
  }
}

function hashOf(bytes: Uint8Array): string {
  return b4a.toString(createHash('sha256').update(bytes).digest(), 'hex')
}
