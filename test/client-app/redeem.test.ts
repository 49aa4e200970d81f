import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { KeyPair } from 'hyperdht'
import type { ReportEvent } from '../../shared/app/report-events.ts'
import { toChatError } from '../../shared/base/errors.ts'
import { keyOf } from '../../shared/base/key.ts'
import { sodium } from '../../shared/base/packages.ts'
import { deriveInviteKey, hourOf, type DeriveKey } from '../../shared/identity/invite-key.ts'
import { receiveGuest } from '../../shared/invite/host-end.ts'
import { Listener } from '../../shared/network/listener.ts'
import { createNode, type Node } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { redeem, redeemFor } from '../../client-app/redeem.ts'
import { Invites } from '../../server-app/invites/invites.ts'
import { bootstrapOf, privateDht } from '../helpers/private-dht.ts'

const HOUR_MS = 60 * 60_000
/** On a busy machine, a lookup of nobody takes two seconds. */
const SLOW = { timeout: 60_000 }
const NOON = 500_000 * HOUR_MS
const derive: DeriveKey = (words, hour) =>
  deriveInviteKey(words, hour, {
    operations: sodium.crypto_pwhash_OPSLIMIT_MIN,
    memoryBytes: sodium.crypto_pwhash_MEMLIMIT_MIN
  })

test('the host is found by its words, with clocks up to an hour apart', SLOW, async (t) => {
  const place = await meetingPlace(t)
  for (const minutes of [0, 59, -59]) {
    const words = await place.invites.open()
    const timeOfDay = (): number => NOON + minutes * 60_000
    const key = await redeem({ ...place.guest(), words, timeOfDay })
    t.is(key, keyOf(place.keyPair.publicKey), `${minutes} minutes ahead`)
  }
})

test('words of another hour, spent words and old words find no host', SLOW, async (t) => {
  const place = await meetingPlace(t)
  const words = await place.invites.open()
  const codeOf = async (options: { words: string; timeOfDay?: () => number }): Promise<string> =>
    redeem({ ...place.guest(), ...options }).then(
      () => '',
      (error: unknown) => toChatError(error).code
    )
  t.is(await codeOf({ words, timeOfDay: () => NOON + 2 * HOUR_MS }), 'WORDS_NOT_FOUND')
  t.is(await codeOf({ words }), '')
  t.is(await codeOf({ words }), 'WORDS_SPENT')
  await place.invites.close()
  t.is(await codeOf({ words }), 'WORDS_NOT_FOUND')
})

test('with --wait the host may come later than its guest', SLOW, async (t) => {
  const place = await meetingPlace(t)
  const words = 'zoo-zoo-zoo-zoo'
  let tries = 0
  let onTried = (): void => {}
  const tried = new Promise<void>((resolve) => (onTried = resolve))
  const guest = {
    ...place.guest(),
    words,
    waits: true,
    derive: (given: string, hour: number) => {
      // The second round: the first has found nobody.
      if (++tries === 4) onTried()
      return derive(given, hour)
    }
  }
  const found = redeem(guest)
  await tried
  await place.listen(words)
  t.is(await found, keyOf(place.keyPair.publicKey))
})

test('a client that has no more time says so', async (t) => {
  const place = await meetingPlace(t)
  const reports: ReportEvent[] = []
  const found = redeemFor({
    ...place.guest(),
    words: 'zoo-zoo-zoo-zoo',
    folder: null,
    mode: 'pipe',
    timeoutMs: 1,
    report: (event) => reports.push(event),
    derive: () => new Promise(() => {})
  })
  const code = await found.then(
    () => '',
    (error: unknown) => toChatError(error).code
  )
  t.is(code, 'TIMED_OUT')
  t.alike(reports, [{ event: 'redeeming' }])
})

interface Place {
  invites: Invites
  /** The host's own. */
  keyPair: KeyPair
  guest: () => Omit<Parameters<typeof redeem>[0], 'words'>
  /** Hosts by these words, without an invite. */
  listen: (words: string) => Promise<void>
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
  const listen = async (words: string): Promise<void> => {
    const wordsKey = await derive(words, hourOf(NOON))
    const listener = new Listener({
      node: hostNode,
      ownsNode: false,
      keyPair: wordsKey,
      traffic: TRAFFIC.invite
    })
    listener.serve((connection) => {
      const options = { hostKey: keyPair, wordsKey: keyOf(wordsKey.publicKey), admit: () => null }
      void receiveGuest(connection, options)
    })
    t.teardown(() => listener.close(), { order: -1 })
    await listener.ready()
  }
  return {
    invites,
    keyPair,
    listen,
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
