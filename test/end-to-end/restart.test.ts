// A host that is killed and started again, and how its members see that.
import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { createPlace, start, startClient, startHost } from '../helpers/apps.ts'

const MEMBERS = 4
const LINES = 10

test('a host killed while its members post is back with all of them, and nobody joined or left', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--room-name', 'lobby'])
  const members = Array.from({ length: MEMBERS }, (_, index) => {
    return startClient(place, key, ['--chat', '--json', '-i', `m${index}`, '--name', `m${index}`])
  })
  await Promise.all(members.map((member) => member.printed(/"event":"welcome"/)))
  const say = (part: string): void => {
    for (const [index, member] of members.entries()) {
      const lines = Array.from({ length: LINES }, (_, count) => `m${index} ${part} ${count}`)
      const commands = lines.map((text) => JSON.stringify({ command: 'say', text }))
      member.write(`${commands.join('\n')}\n`)
    }
  }
  say('before')
  await host.printed(/^m\d: m\d before \d$/m)
  host.kill('SIGKILL')
  await host.exited
  say('meanwhile')

  const again = start(place, ['server-app', '--chat'])
  await again.printed(/^m\d: m\d before \d$/m)
  await Promise.all(
    members.map((member, index) =>
      member.printed(new RegExp(`"text":"m${index} meanwhile ${LINES - 1}"`))
    )
  )
  const folder = path.join(place.storage, 'hyperdht-chat/host/default/transcript')
  const text = fs.readFileSync(path.join(folder, '000000000001.ndjson'), 'utf8')
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Kept)
  t.alike(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
    'the numbering goes on'
  )
  const said = events.flatMap((event) => event.text ?? [])
  t.is(said.length, MEMBERS * 2 * LINES)
  t.is(new Set(said).size, said.length, 'each line once')
  t.is(events.filter(({ type }) => type !== 'post').length, MEMBERS, 'all joins are from before')
  t.absent(/ (joined|left)\n/.test(again.stderr), again.stderr)
  t.ok(again.stderr.includes('the room is called lobby'), 'which it remembers')
})

test('a host is joined by the name that the user gave it', async (t) => {
  const place = await createPlace(t)
  const { host, key } = await startHost(place, ['--chat', '--room-name', 'lobby'])
  const named = startClient(place, key, ['--send', 'one', '--as', 'work'])
  t.is(await named.exited, 0, named.stderr)
  t.is(await start(place, ['client-app', 'work', '--send', 'two']).exited, 0)
  await host.printed(/: one\n.*: two\n/)
  const list = start(place, ['client-app', '--rooms'])
  t.is(await list.exited, 0)
  const text = b4a.toString(list.stdout)
  t.ok(text.startsWith('work, called lobby by its host, last there '), text)
  t.ok(text.includes(`\n  ${key}\n`), text)
  const other = await startHost(place, ['--chat', '--identity', 'other'])
  const refused = startClient(place, other.key, ['--send', 'three', '--as', 'Work'])
  t.is(await refused.exited, 2)
  t.ok(refused.stderr.includes(`You call another room "Work": that of the host ${key}`))
  const unknown = start(place, ['client-app', 'lobby', '--send', 'four'])
  t.is(await unknown.exited, 2)
  t.ok(unknown.stderr.includes('calls its room that, as any host could'), unknown.stderr)
})

interface Kept {
  seq: number
  type: string
  text?: string
}
