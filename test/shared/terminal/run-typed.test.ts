import test from 'brittle'
import type { Participant } from '../../../shared/chat/participant.ts'
import { KEY_HELP } from '../../../shared/terminal/key-help.ts'
import { runTyped } from '../../../shared/terminal/run-typed.ts'

test('at a terminal, /help lists the keys after the commands, within 80 columns', async (t) => {
  const said = await saidAfter('/help ')
  t.ok(said.some((line) => line.startsWith('/quit ')))
  t.alike(said.slice(-KEY_HELP.length), KEY_HELP)
  for (const key of ['Tab', 'Up', 'Ctrl-R', 'Alt-Enter', 'Ctrl-C', 'Ctrl-D']) {
    t.ok(
      KEY_HELP.some((line) => line.startsWith(key)),
      key
    )
  }
  for (const line of said) t.ok(line.length <= 80, line)
})

test('only a terminal lists the keys', async (t) => {
  for (const line of ['/help me', '/help\nme', '/w', '/helper', 'hello']) {
    t.absent((await saidAfter(line)).includes(KEY_HELP[0] ?? ''), line)
  }
})

test('an alias followed by several lines is a command too', async (t) => {
  t.alike(await saidAfter('/w anna one\n  two'), ['whisper anna one\n  two'])
  t.alike(await saidAfter('/wx anna\ntwo'), ['post /wx anna\ntwo'])
})

/** What a host's person is told, and what is done, when the text is sent. */
async function saidAfter(text: string): Promise<string[]> {
  const said: string[] = []
  const participant: Partial<Participant> = {
    moderation: null,
    say: (output) => {
      if (output.event === 'help') said.push(...output.lines)
      if (output.event === 'problem') said.push(output.text)
    },
    post: async (posted) => void said.push(`post ${posted}`),
    whisper: async (who, whispered) => void said.push(`whisper ${who} ${whispered}`)
  }
  await runTyped(participant as Participant, text)
  return said
}
