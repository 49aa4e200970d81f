import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { examineStorage } from '../../../shared/doctor/examine-storage.ts'
import { openIdentity } from '../../../shared/identity/keypair.ts'

test('a folder that can be used is, and no key pair is made in it', async (t) => {
  const folder = path.join(await t.tmp(), 'member', 'default')
  const { facts } = examineStorage({ folder, identity: 'default' })
  t.alike(facts, { folder, problem: null, hasKey: false })
  t.alike(fs.readdirSync(folder), [])
})

test('the key pair that is there is the one that is used', async (t) => {
  const folder = path.join(await t.tmp(), 'member', 'default')
  const { publicKey } = openIdentity({ folder, name: 'default', lock: false })
  const { facts, keyPair } = examineStorage({ folder, identity: 'default' })
  t.ok(facts.hasKey)
  t.alike(keyPair.publicKey, publicKey)
})

test('what is wrong with the folder or the key is said, and nothing is changed', async (t) => {
  const storage = await t.tmp()
  fs.writeFileSync(path.join(storage, 'file'), '')
  const blocked = path.join(storage, 'file', 'member', 'default')
  t.ok(
    examineStorage({ folder: blocked, identity: 'default' }).facts.problem?.includes('Cannot write')
  )

  const folder = path.join(storage, 'member', 'default')
  openIdentity({ folder, name: 'default', lock: false })
  fs.writeFileSync(path.join(folder, 'secret-key'), 'damaged')
  const { facts } = examineStorage({ folder, identity: 'default' })
  t.ok(facts.problem?.includes('damaged'), facts.problem ?? '')
  t.is(fs.readFileSync(path.join(folder, 'secret-key'), 'utf8'), 'damaged')
})

test('where nothing is kept, nothing is wrong', (t) => {
  const { facts } = examineStorage({ folder: null, identity: 'default' })
  t.alike(facts, { folder: null, problem: null, hasKey: false })
})
