import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { createPlace, start, type TestPlace } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

const COMMAND = 'bin/hyperdht-chat.js'

test('the command hosts, and joins by key with or without the word join', async (t) => {
  const place = await createPlace(t)
  const host = start(place, [COMMAND, 'host', '--chat'])
  const [, key = '', line = ''] = await host.said(/listening on: (.{64})\njoin with: (.+)\n\1\n/)
  t.ok(line.includes(`hyperdht-chat.js join ${key}`))

  const pasted = start(place, ['-c', `exec ${line} --send pasted`], { binary: '/bin/sh' })
  t.is(await pasted.exited, 0)
  const short = start(place, [COMMAND, key, '--send', 'by key'])
  t.is(await short.exited, 0)
  await host.printed(/: pasted\n[^]*: by key\n/)
})

test('the command prints its own help, and that of each word', async (t) => {
  const place = await createPlace(t)
  const help = await printed(place, ['--help'])
  t.ok(help.includes('hyperdht-chat join [flags] <key>'))
  t.is(await printed(place, ['help']), help)
  t.ok((await printed(place, ['-h'])).length < help.length / 2)
  t.ok(/^\d+\.\d+\.\d+\n$/.test(await printed(place, ['--version'])))
  t.ok((await printed(place, ['host', '--help'])).includes('hyperdht-chat host [flags]'))
  t.ok((await printed(place, ['join', '--help'])).includes('hyperdht-chat join [flags] <key>'))
})

test('one environment variable sets the storage folder for everything', async (t) => {
  const place = await createPlace(t)
  const env = { HYPERDHT_CHAT_STORAGE: path.join(place.storage, 'one') }
  const host = start(place, [COMMAND, 'host', '--recv-only'], { env })
  await host.said(/listening on/)
  t.ok(fs.existsSync(path.join(place.storage, 'one', 'host', 'default', 'secret-key')))
})

test('without a word, or with a wrong one, the command exits with 2', async (t) => {
  const place = await createPlace(t)
  const empty = await ran(place, [], 2)
  t.is(b4a.toString(empty.stdout), '')
  t.ok(empty.stderr.includes('hyperdht-chat host [flags]'))
  t.ok((await ran(place, ['host', 'x'], 2)).stderr.includes('hyperdht-chat join'))
  await ran(place, ['hots'], 2)
})

async function printed(place: TestPlace, args: string[]): Promise<string> {
  return b4a.toString((await ran(place, args)).stdout)
}

async function ran(place: TestPlace, args: string[], code = 0): Promise<Program> {
  const program = start(place, [COMMAND, ...args])
  place.t.is(await program.exited, code)
  return program
}
