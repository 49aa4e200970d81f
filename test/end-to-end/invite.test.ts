// The words of an invite, from end to end: a room, a private room, a pipe.
import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { createPlace, start, startClient, startHost, type Place } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'

const WORDS = /^((?:[a-z]{3,8}-){3}[a-z]{3,8})$/m
const HERE = /you are \w+; here:/
const LONG = { timeout: 120_000 }

test(
  'who has the words is in a private room and on its list, the next is told they are spent',
  LONG,
  async (t) => {
    const place = await createPlace(t)
    const { host, key } = await startHost(place, ['--chat', '--commands', '--private', '--invite'])
    const [, words = ''] = await host.said(WORDS)
    await host.said(new RegExp(`join with: .*client-app ${words}`))

    const anna = guest(place, words, 'anna')
    await anna.said(HERE)
    t.ok(anna.stderr.includes(`Connecting to: ${key}`), 'the key is learnt')
    await host.said(/anna [0-9a-f]{8} comes with your words/)
    anna.write('hello\n')
    await host.printed(/^anna: hello$/m)

    host.write('/check anna\n')
    const [, there = ''] = await host.said(new RegExp(`^(?!${words})([a-z]+(?:-[a-z]+){3})$`, 'm'))
    anna.write('/check host\n')
    const [, here = ''] = await anna.said(WORDS)
    t.is(here, there, 'both see the same words of their connection')

    const ben = guest(place, words, 'ben')
    t.is(await ben.exited, 4)
    t.ok(ben.stderr.includes('These words were used already'), ben.stderr)

    anna.end()
    t.is(await anna.exited, 0)
    const again = start(place, ['client-app', key, '--chat', '-i', 'anna'])
    await again.said(HERE)
    again.end()
    t.is(await again.exited, 0, 'she may come back without words')

    host.write('/invite\n')
    const [, more = ''] = await host.said(
      new RegExp(`^(?!${words}|${there})([a-z]+(?:-[a-z]+){3})$`, 'm')
    )
    t.ok(host.stderr.includes(`client-app ${key}`))
    const both = [guest(place, more, 'carl'), guest(place, more, 'dora')]
    // The one that is not in ends with an error.
    const whoIsIn = await Promise.all(both.map((each) => isIn(each)))
    t.is(whoIsIn.filter(Boolean).length, 1, 'of two at once one is in')
    for (const each of both) each.end()
    const codes = await Promise.all(both.map((each) => each.exited))
    t.ok(codes.includes(0) && codes.includes(4), codes.join())
    host.kill('SIGTERM')
    await host.exited
    for (const file of filesIn(place.storage)) {
      const text = b4a.toString(fs.readFileSync(file))
      for (const secret of [words, more]) t.absent(text.includes(secret), `not in ${file}`)
    }
  }
)

test(
  'tar c photos | server-app --invite --private: only who has the words gets it',
  LONG,
  async (t) => {
    const place = await createPlace(t)
    const { host, key } = await startHost(place, ['--send-only', '--invite', '--private'])
    host.write('photos')
    host.end()
    const [, words = ''] = await host.said(WORDS)
    const stranger = startClient(place, key, ['--timeout', '3', '-i', 'stranger'])
    t.not(await stranger.exited, 0)
    t.is(stranger.stdout.length, 0)
    const client = startClient(place, words, ['--recv-only'])
    t.is(await client.exited, 0)
    t.is(b4a.toString(client.stdout), 'photos')
    t.is(await host.exited, 0)
  }
)

test('joining with unknown words exits with 3', LONG, async (t) => {
  const place = await createPlace(t)
  const client = startClient(place, 'zoo zoo zoo wrong', ['--recv-only'])
  t.is(await client.exited, 3)
  t.ok(client.stderr.includes('No host is waiting for these words'), client.stderr)
})

function guest(place: Place, words: string, name: string): Program {
  return start(place, ['client-app', words, '--chat', '--commands', '--name', name, '-i', name])
}

async function isIn(guest: Program): Promise<boolean> {
  return guest.said(HERE).then(
    () => true,
    () => false
  )
}

function filesIn(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, String(entry.name))
    return entry.isDirectory() ? filesIn(file) : [file]
  })
}
