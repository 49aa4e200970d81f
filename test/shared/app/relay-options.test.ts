// What can be wrong with the relays one names and the flags about relaying. Each is a sentence.
import test, { type Assertions } from 'brittle'
import fs from '#fs'
import path from '#path'
import { openOwnKey } from '../../../shared/app/own-key.ts'
import { readHostOptions, readMemberOptions } from '../../../shared/app/read-options.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { HyperDHT } from '../../../shared/base/packages.ts'
import { rejectionOf } from '../../helpers/refusal.ts'

const [HOST = '', ONE = '', TWO = ''] = Array.from({ length: 3 }, () =>
  keyOf(HyperDHT.keyPair().publicKey)
)

const SENTENCES: [app: 'host' | 'member', args: string[], sentence: string][] = [
  [
    'member',
    ['--relay', ','],
    'The flag --relay takes keys of relays. Not a public key: it is empty'
  ],
  [
    'host',
    ['--chat', '--relay', 'work'],
    'The flag --relay takes keys of relays. Not a public key: "work"'
  ],
  [
    'host',
    ['--chat', '--relay', `${ONE},`],
    'The flag --relay takes keys of relays. Not a public key: it is empty'
  ],
  [
    'member',
    ['--relay', `${ONE},${ONE.slice(1)}`],
    'The flag --relay takes keys of relays. Not a public key: 63 hex'
  ],
  [
    'member',
    ['--relay', Array(1000).fill(ONE).join(',')],
    'The flag --relay takes at most 16 keys'
  ],
  [
    'member',
    ['--relay', HOST],
    'The flag --relay takes keys of relays, and not that of the host to join'
  ],
  [
    'member',
    ['--chat', '--no-relay', '--relay-limit', '5000'],
    'Either --no-relay or --relay-limit, not both'
  ],
  [
    'member',
    ['--chat', '--relay-limit', '0'],
    'The flag --relay-limit takes no 0. To carry nothing for others: --no-relay'
  ],
  [
    'member',
    ['--chat', '--relay-limit=-5'],
    'The flag --relay-limit takes a whole number from 1024 to 1099511627776, not "-5"'
  ],
  [
    'host',
    ['--as-relay', '--relay-limit', '0'],
    'The flag --relay-limit takes a whole number from 1024'
  ],
  ['host', ['--chat', '--relay-limit', '5000'], 'The flag --relay-limit belongs to --as-relay'],
  ['member', ['--as-relay'], 'There is no flag --as-relay'],
  ['host', ['--as-relay', '--relay', ONE], 'The flag --relay is for a host, but --as-relay'],
  ['host', ['--as-relay', '--chat'], 'The flag --chat is for a host, but --as-relay'],
  ['host', ['--as-relay', '--recv-only'], 'The flag --recv-only is for a host, but --as-relay'],
  ['host', ['--as-relay', '--ephemeral', '-i', 'x'], 'Either --ephemeral or --identity, not both'],
  [
    'host',
    ['--as-relay', '--ephemeral', '--private'],
    'A private relay goes by its list `allowed`, and --ephemeral'
  ]
]

test('what makes no sense about relays is refused with the reason, and exit code 2', async (t) => {
  const storage = await t.tmp()
  for (const [app, args, sentence] of SENTENCES) {
    const error = await rejectionOf(read(app, [...args, '--storage', storage]))
    t.ok(error?.message.startsWith(sentence), error?.message)
    t.is(error?.exitCode, 2)
  }
})

test('a relay named twice is one', async (t) => {
  const storage = await t.tmp()
  fs.writeFileSync(path.join(storage, 'relays'), `${TWO}\n${ONE} again\n${TWO}\n`)
  const options = await read('member', ['--relay', `${ONE},${ONE}`, '--storage', storage])
  t.alike('relays' in options && options.relays, [ONE, TWO])
})

test('a file of relays that cannot be used is named, and exit code 1', async (t) => {
  const cases: [content: string, reason: string][] = [
    [`# ours\n${ONE}\nmy relay\n`, 'line 3: Not a public key: "my"'],
    [
      Array.from({ length: 17 }, () => keyOf(HyperDHT.keyPair().publicKey)).join('\n'),
      'it has 17 keys, and 16 are the most'
    ]
  ]
  for (const [content, reason] of cases) {
    const storage = await t.tmp()
    const file = path.join(storage, 'relays')
    fs.writeFileSync(file, content)
    await refused(t, storage, `Cannot read ${file}: ${reason}`)
    fs.rmSync(file)
    fs.mkdirSync(file)
    await refused(t, storage, `Cannot read ${file}: it is a folder`)
  }
})

test('one’s own key is no relay, and a relay has no use for others', async (t) => {
  const storage = await t.tmp()
  const first = await read('host', ['--as-relay', '--storage', storage])
  if (!('relays' in first)) throw new Error('options')
  const own = keyOf(openOwnKey(first, false, () => {}).publicKey)
  const options = await read('host', ['--chat', '--relay', own, '--storage', storage])
  if (!('relays' in options)) throw new Error('options')
  const error = await rejectionOf(
    Promise.resolve().then(() => openOwnKey(options, false, () => {}))
  )
  t.ok(error?.message.startsWith('One of your relays has the key of your own identity "default"'))
  t.is(error?.exitCode, 2)
  fs.writeFileSync(path.join(storage, 'relays'), own)
  const relay = await read('host', ['--as-relay', '--storage', storage])
  t.alike('relays' in relay && relay.relays, [])
})

async function refused(t: Assertions, storage: string, sentence: string): Promise<void> {
  const error = await rejectionOf(read('host', ['--chat', '--storage', storage]))
  t.ok(error?.message.startsWith(sentence), error?.message)
  t.is(error?.exitCode, 1)
}

function read(app: 'host' | 'member', args: string[]) {
  if (app === 'host') return readHostOptions({ args, isOnTerminal: false })
  return readMemberOptions({ args: [HOST, ...args], isOnTerminal: false })
}
