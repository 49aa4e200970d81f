// A disk that fills up under all that a host and its members keep, and has space again.
import test from 'brittle'
import { createPlace, startClient, startHost } from '../helpers/apps.ts'
import type { Program } from '../helpers/program.ts'
import { SmallDisk } from '../helpers/small-disk.ts'
import { copyOf, heardOf, outboxOf, transcriptOf } from '../soak/storm-files.ts'

const LINES = 15
/** Several pages of a file. */
const LONG = 'x'.repeat(1000)

test(
  'a disk that fills up under transcript, outboxes and copies: all is said, and there once it has space again',
  { timeout: 60_000 },
  async (t) => {
    const disk = await SmallDisk.mount(t, 1024)
    if (disk === null) return t.comment('no disk can be mounted here')
    const storage = disk.folder
    const place = { ...(await createPlace(t)), storage }
    const { host, key } = await startHost(place, ['--chat'])
    const names = ['anna', 'ben']
    const members = names.map((name) => {
      return startClient(place, key, ['--chat', '--json', '--identity', name, '--name', name])
    })
    await Promise.all(members.map((member) => member.printed(/"event":"welcome"/)))
    await sayAll('before')
    await allHave('before')

    disk.fill()
    await sayAll('full')
    await allHave('full')
    await host.said(/the transcript can no longer be written: the disk is full/)
    host.kill('SIGSTOP')
    await sayAll('waiting')
    for (const member of members) {
      await member.printed(/"event":"unkept"/)
      // How far it has read waits for its copy, so that a disk may fill up without a word about that.
      await member.printed(/What you see is not kept on disk: the disk is full/)
      await member.printed(/not confirmed is lost when this app ends: .*the disk is full/)
    }
    host.kill('SIGCONT')
    await allHave('waiting')

    disk.free()
    await host.said(/the transcript is written again/)
    await sayAll('after')
    await allHave('after')
    for (const member of members) {
      await member.printed(/"event":"kept"/)
      member.end()
      t.is(await member.exited, 0)
    }
    host.kill('SIGTERM')
    await host.exited
    const transcript = transcriptOf(storage)
    t.alike([...transcript].sort(), all().sort(), 'each line is there, once')
    for (const name of names) {
      t.alike(copyOf(storage, name, key), transcript, `in the copy of ${name}, too`)
      t.alike(outboxOf(storage, name, key), [])
      t.is(heardOf(storage, name, key), transcript.length, 'and known as received')
    }

    async function sayAll(when: string): Promise<void> {
      for (const [index, member] of members.entries()) {
        for (let line = 0; line < LINES; line++) say(member, textOf(names[index] ?? '', when, line))
      }
    }

    async function allHave(when: string): Promise<void> {
      for (const member of members) {
        for (const name of names) {
          await member.printed(new RegExp(`"text":"${name} ${when} ${LINES - 1} `))
        }
      }
    }

    function all(): string[] {
      const whens = ['before', 'full', 'waiting', 'after']
      const lines = Array.from({ length: LINES }, (_, line) => line)
      return names.flatMap((name) => {
        return whens.flatMap((when) => lines.map((line) => textOf(name, when, line)))
      })
    }
  }
)

function textOf(name: string, when: string, line: number): string {
  return `${name} ${when} ${line} ${LONG}`
}

function say(member: Program, text: string): void {
  member.write(`${JSON.stringify({ command: 'say', text })}\n`)
}
