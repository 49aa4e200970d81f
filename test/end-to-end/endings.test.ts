// Every way a pipe can end, with our app or a plain peer on either side.
import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import {
  createPlace,
  startClient,
  startHost,
  startPlainClient,
  startPlainHost,
  type TestPlace
} from '../helpers/apps.ts'
import { MIB, randomFile } from '../helpers/files.ts'
import type { Program, ProgramOptions } from '../helpers/program.ts'

/** HyperDHT calls a silent peer lost after 13 to 18 s. */
const LONG = { timeout: 120_000 }
/** Who is killed does not come back. */
const SOON = ['--resume', '1']

interface Pair {
  host: Program
  client: Program
  /** The sides that are ours, and so have exit codes to rely on. */
  ours: Program[]
}

type Kind = 'ours and ours' | 'our host, plain client' | 'plain host, our client'
const KINDS: Kind[] = ['ours and ours', 'our host, plain client', 'plain host, our client']

for (const kind of KINDS) {
  test(`${kind}: the client ends first`, async (t) => {
    const { host, client, ours } = await connect(await createPlace(t), kind)
    client.write('request')
    client.end()
    await host.received(7)
    host.write('reply')
    host.end()
    await ended(t, ours, 0)
    await client.received(5)
    t.is(b4a.toString(client.stdout), 'reply')
  })

  test(`${kind}: the host ends first`, async (t) => {
    const { host, client, ours } = await connect(await createPlace(t), kind)
    host.write('greeting')
    host.end()
    await client.received(8)
    client.write('answer')
    client.end()
    await ended(t, ours, 0)
    await host.received(6)
    t.is(b4a.toString(host.stdout), 'answer')
  })

  test(`${kind}: both end at once`, async (t) => {
    const { host, client, ours } = await connect(await createPlace(t), kind)
    host.write('down')
    host.end()
    client.write('up')
    client.end()
    await ended(t, ours, 0)
    await Promise.all([client.received(4), host.received(2)])
  })

  test(`${kind}: neither ends, until one is interrupted`, async (t) => {
    const { host, client, ours } = await connect(await createPlace(t), kind)
    client.write('up')
    await host.received(2)
    const [first, other] = ours
    first?.kill('SIGINT')
    t.is(await first?.exited, 130)
    if (other) t.is(await other.exited, 5)
  })
}

// All of them at once: it is mostly HyperDHT's timeout that they wait for.
test('one side is killed at 0 %, at 50 %, or before its receipt', LONG, async (t) => {
  await Promise.all(
    KINDS.map(async (kind) => {
      const place = await createPlace(t)
      const up = randomFile(place.storage, 'up', 4 * MIB)
      await Promise.all([
        killedAtOnce(t, place, kind, 'host'),
        killedAtOnce(t, place, kind, 'client'),
        killedHalfway(t, place, kind),
        ...(kind === 'our host, plain client' ? [] : [killedBeforeReceipt(t, place, kind, up)])
      ])
    })
  )
})

async function killedAtOnce(
  t: Assertions,
  place: TestPlace,
  kind: Kind,
  victim: 'host' | 'client'
): Promise<void> {
  const pair = await connect(place, kind)
  const { [victim]: killed, ours } = pair
  // A plain client says nothing, so only a word of it shows the host that it is there.
  pair.client.write('x')
  await pair.host.received(1)
  killed.kill('SIGKILL')
  await ended(
    t,
    ours.filter((side) => side !== killed),
    5
  )
}

async function killedHalfway(t: Assertions, place: TestPlace, kind: Kind): Promise<void> {
  const { host, client, ours } = await connect(place, kind)
  client.write(b4a.alloc(MIB))
  await host.received(MIB)
  client.kill('SIGKILL')
  await ended(
    t,
    ours.filter((side) => side !== client),
    5
  )
}

/** Everything has arrived, and nothing is written yet, when the host dies. */
async function killedBeforeReceipt(
  t: Assertions,
  place: TestPlace,
  kind: Kind,
  up: string
): Promise<void> {
  const { host, client } = await connect(place, kind, { stall: true }, { redirect: `< ${up}` })
  await client.said(new RegExp(`"progress","sentBytes":${4 * MIB},`))
  host.kill('SIGKILL')
  t.is(await client.exited, 5)
  const [, confirmed] = /(\d+) of 4194304 bytes sent are confirmed/.exec(client.stderr) ?? []
  if (kind === 'ours and ours') t.ok(Number(confirmed) < 4 * MIB, 'the last byte is not confirmed')
}

/** A host and a client that are connected, on an identity of their own. */
async function connect(
  place: TestPlace,
  kind: Kind,
  hostOptions: ProgramOptions = {},
  clientOptions: ProgramOptions = {}
): Promise<Pair> {
  const isHostOurs = kind !== 'plain host, our client'
  const isClientOurs = kind !== 'our host, plain client'
  const { host, key } = await (isHostOurs
    ? startHost(place, ['--ephemeral', ...SOON], hostOptions)
    : startPlainHost(place, hostOptions))
  const flags = ['--ephemeral', '--json', ...SOON, ...(isHostOurs ? [] : ['--plain'])]
  const client = isClientOurs
    ? startClient(place, key, flags, clientOptions)
    : startPlainClient(place, key, clientOptions)
  await client.said(isClientOurs ? /"connected"/ : /got connection!/)
  return { host, client, ours: [...(isHostOurs ? [host] : []), ...(isClientOurs ? [client] : [])] }
}

async function ended(t: Assertions, programs: Program[], code: number): Promise<void> {
  for (const program of programs) t.is(await program.exited, code, program.stderr.trim())
}
