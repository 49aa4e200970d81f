// What a user sees at a real terminal, and how it is restored.
import test from 'brittle'
import process from '#process'
import fs from '#fs'
import path from '#path'
import { createPlace, startHost, type TestPlace } from '../helpers/apps.ts'
import { hasTerminal, Terminal } from '../helpers/terminal.ts'

const skip = !(await hasTerminal())

test('two people type in two terminals', { skip, timeout: 60_000 }, async (t) => {
  const place = await createPlace(t)
  const host = await startApp(place, 'server-app')
  const [, key = ''] = await host.shows(/listening on: ([0-9a-f]{64})\njoin with: \S+ client-app /)
  await host.shows(/your key is kept in \S+\/host\/default/)
  const client = await startApp(place, `client-app ${key}`)
  await client.shows(new RegExp(`Connecting to: ${key}\ngot connection!`))
  await host.shows(/[0-9a-f]{8} joined/)

  await client.type('hello from the client')
  await client.press('Enter')
  await host.shows(/[0-9a-f]{8}: hello from the client/)
  await host.type('hello from the host')
  await host.press('Enter')
  await client.shows(/host: hello from the host/)

  await client.press('C-d')
  t.is(await client.exited(), 0)
  await host.shows(/[0-9a-f]{8} left/)
  await host.press('C-c')
  await host.shows(/Press Ctrl-C again to leave/)
  await host.press('C-c')
  t.is(await host.exited(), 130)
})

test(
  'Ctrl-D on the host and Ctrl-C on the client leave too',
  { skip, timeout: 60_000 },
  async (t) => {
    const place = await createPlace(t)
    const host = await startApp(place, 'server-app')
    const [, key = ''] = await host.shows(/listening on: ([0-9a-f]{64})/)
    const first = await startApp(place, `client-app ${key}`)
    const second = await startApp(place, `client-app ${key} --ephemeral --no-reconnect`)
    await host.shows(/3 here/)

    await first.press('C-c')
    await first.press('C-c')
    t.is(await first.exited(), 130)
    t.absent((await first.screen()).includes('the host has left'), 'it was not the host who left')
    await host.shows(/ left/)
    await host.press('C-d')
    t.is(await host.exited(), 0)
    await second.shows(/the host has left/)
    t.is(await second.exited(), 0)
  }
)

test('a pipe redraws its progress in place, as wide as the screen', { skip }, async (t) => {
  const place = await createPlace(t)
  for (const columns of [80, 40]) {
    const { host, key } = await startHost(place, ['--recv-only'])
    const file = path.join(place.storage, 'file')
    fs.writeFileSync(file, 'x'.repeat(1024))
    const client = await startApp(place, `client-app ${key} < ${file}`, columns)
    t.is(await client.exited(), 0)
    const screen = await client.screen()
    const line = 'sent 1.0 KiB of 1.0 KiB · confirmed 1.0 KiB'
    const expected = columns === 80 ? line : 'sent 1.0 KiB of 1.0 KiB'
    const drawn = screen.split('\n').filter((row) => row.startsWith('sent 1.0 KiB of'))
    t.is(drawn.length, 1, screen)
    t.ok(drawn[0]?.startsWith(expected), screen)
    t.ok((drawn[0]?.trimEnd().length ?? 0) < columns)
    t.is(await host.exited, 0)
  }
})

function startApp(
  { t, bootstrap, storage }: TestPlace,
  app: string,
  columns = 80
): Promise<Terminal> {
  const variables = `HYPERDHT_CHAT_BOOTSTRAP=${bootstrap} XDG_DATA_HOME=${storage}`
  return Terminal.start(t, {
    command: `${variables} ${process.execPath} ${app}`,
    folder: storage,
    columns
  })
}
