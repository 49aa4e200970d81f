import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import { toChatError } from '../../shared/base/errors.ts'
import { sodium } from '../../shared/base/packages.ts'
import { deriveInviteKey, type DeriveKey } from '../../shared/identity/invite-key.ts'
import { Listener } from '../../shared/network/listener.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { redeem } from '../../client-app/redeem.ts'
import { Invites } from '../../server-app/invites.ts'
import { bootstrapOf, privateDht } from '../helpers/private-dht.ts'

const HOUR_MS = 60 * 60_000
const NOON = 500_000 * HOUR_MS
const derive: DeriveKey = (words, hour) =>
  deriveInviteKey(words, hour, {
    operations: sodium.crypto_pwhash_OPSLIMIT_MIN,
    memoryBytes: sodium.crypto_pwhash_MEMLIMIT_MIN
  })

test('the host is found by its words, with clocks up to an hour apart', async (t) => {
  const place = await meetingPlace(t)
  for (const minutes of [0, 59, -59]) {
    const words = await place.invites.open()
    const timeOfDay = (): number => NOON + minutes * 60_000
    const key = await redeem({ ...place.guest(), words, timeOfDay })
    t.alike(key, place.keyPair.publicKey, `${minutes} minutes ahead`)
  }
})

test('words of another hour, spent words and unknown words find no host', async (t) => {
  const place = await meetingPlace(t)
  const words = await place.invites.open()
  const codeOf = async (options: { words: string; timeOfDay?: () => number }): Promise<string> =>
    redeem({ ...place.guest(), ...options }).then(
      () => '',
      (error: unknown) => toChatError(error).code
    )
  t.is(await codeOf({ words, timeOfDay: () => NOON + 2 * HOUR_MS }), 'WORDS_NOT_FOUND')
  t.is(await codeOf({ words: 'zoo-zoo-zoo-zoo' }), 'WORDS_NOT_FOUND')
  t.is(await codeOf({ words }), '')
  t.is(await codeOf({ words }), 'WORDS_SPENT')
  await place.invites.close()
  t.is(await codeOf({ words }), 'WORDS_NOT_FOUND')
})

interface Place {
  invites: Invites
  /** The host's own. */
  keyPair: KeyPair
  guest: () => Omit<Parameters<typeof redeem>[0], 'words'>
}

/** A host with invites, at noon, and guests on one private DHT. */
async function meetingPlace(t: Assertions): Promise<Place> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const [hostNode, guestNode] = [createNode({ bootstrap }), createNode({ bootstrap })]
  const keyPair = HyperDHT.keyPair()
  const invites = new Invites({
    keyPair,
    derive,
    timeOfDay: () => NOON,
    admit: () => null,
    listenOn: (wordsKey) =>
      new Listener({ node: hostNode, ownsNode: false, keyPair: wordsKey, traffic: TRAFFIC.invite })
  })
  t.teardown(async () => {
    await invites.close()
    await Promise.all([hostNode, guestNode].map((node: Node) => node.destroy({ force: true })))
  })
  const timeOfDay = (): number => NOON
  return {
    invites,
    keyPair,
    guest: () => ({
      node: guestNode,
      keyPair: HyperDHT.keyPair(),
      name: null,
      waits: false,
      derive,
      timeOfDay
    })
  }
}
