import type { Input } from '../../shared/app/input.ts'
import b4a from 'b4a'
import test from 'brittle'
import { messagesOf } from '../../client-app/messages.ts'
import { ChatError } from '../../shared/base/errors.ts'
import { LIMITS } from '../../shared/base/limits.ts'
import { FakeInput, systemError } from '../helpers/streams.ts'

const MOST = LIMITS.textBytes

test('messages are taken as given, cleaned and in order', async (t) => {
  const cases: [given: string[], messages: string[]][] = [
    [
      ['one', 'two', 'one'],
      ['one', 'two', 'one']
    ],
    [
      ['/x', '-x', '--help', '{"command":"quit"}'],
      ['/x', '-x', '--help', '{"command":"quit"}']
    ],
    [['\n\n    first\n  second\n\n'], ['    first\n  second']],
    [['a\tb\x1b[31m\u202e'], ['a\tb']],
    [['x'.repeat(MOST)], ['x'.repeat(MOST)]],
    [
      ['before', '-', 'after'],
      ['before', 'from\ninput', 'after']
    ]
  ]
  for (const [given, messages] of cases) {
    t.alike(await messagesOf(given, input('from\ninput\n')), messages, JSON.stringify(given[0]))
  }
})

test('if one message cannot be posted, all are refused', async (t) => {
  const cases: [given: string[], input: string, sentence: RegExp][] = [
    [[''], '', /nothing to --send/],
    [['fine', ' \n\t'], '', /nothing to --send/],
    [['-'], '', /nothing to --send/],
    [['fine', 'x'.repeat(MOST + 1)], '', /at most 4096 bytes, and this one has 4097/],
    [['ä'.repeat(MOST / 2 + 1)], '', /has 4098/],
    [['-'], 'x'.repeat(MOST + 1), /has 4097/],
    [['-'], 'x'.repeat(MOST * 17), /standard input has more/],
    [['-', '-'], 'x', /given twice/]
  ]
  for (const [given, text, sentence] of cases) {
    const error = await refusal(messagesOf(given, input(text)))
    t.is(error?.code, 'USAGE')
    t.ok(sentence.test(error?.message ?? ''), error?.message)
  }
})

test('an endless input is neither read to its end nor kept', async (t) => {
  const endless = new FakeInput([b4a.alloc(MOST * 20, 'x')], { after: 'nothing' })
  t.is((await refusal(messagesOf(['-'], () => endless)))?.code, 'USAGE')
})

test('a failing input is an error of its own', async (t) => {
  const failing = new FakeInput([b4a.from('half')], { after: systemError('EIO') })
  t.is((await refusal(messagesOf(['-'], () => failing)))?.code, 'INPUT_FAILED')
})

function input(text: string): () => Input {
  return () => new FakeInput([b4a.from(text)])
}

async function refusal(attempt: Promise<unknown>): Promise<ChatError | null> {
  const error: unknown = await attempt.then(
    () => null,
    (error: unknown) => error
  )
  return error instanceof ChatError ? error : null
}
