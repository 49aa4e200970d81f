import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { keyOf } from '../../../shared/base/key.ts'
import { HyperDHT } from '../../../shared/base/packages.ts'
import { readRelays } from '../../../shared/identity/relay-file.ts'
import { refusalOf } from '../../helpers/refusal.ts'

const [ONE, TWO] = [HyperDHT.keyPair(), HyperDHT.keyPair()].map(({ publicKey }) => keyOf(publicKey))

test('relays are read a line each, with comments', async (t) => {
  const folder = await t.tmp()
  t.alike(readRelays(folder), [], 'there is no file')
  const text = `# ours\n\n${ONE} at home\r\n  ${TWO}\n`
  fs.writeFileSync(path.join(folder, 'relays'), text)
  t.alike(readRelays(folder), [ONE, TWO])
})

test('a line that is no key is an error, and a huge file too', async (t) => {
  const folder = await t.tmp()
  fs.writeFileSync(path.join(folder, 'relays'), 'my relay\n')
  t.is(refusalOf(() => readRelays(folder))?.code, 'STORAGE_UNREADABLE')
  fs.writeFileSync(path.join(folder, 'relays'), '#'.repeat(100_000))
  t.is(refusalOf(() => readRelays(folder))?.code, 'STORAGE_UNREADABLE')
})
