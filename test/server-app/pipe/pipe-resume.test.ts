// A host whose peers lose their connections, and strangers who would like to take their place.
import b4a from 'b4a'
import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import type { PipeHostOptions } from '../../../server-app/pipe/pipe-host-options.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import { controlFrame, dataFrame, openFrame, RawPeer, TYPE } from '../../helpers/frames.ts'
import { openPipeHost } from '../../helpers/pipe-host.ts'
import { FakeInput } from '../../helpers/streams.ts'

const ANNA = HyperDHT.keyPair(b4a.alloc(32, 1))
const EVE = HyperDHT.keyPair(b4a.alloc(32, 2))
const SECRET = 'ab'.repeat(32)
const GUESS = 'cd'.repeat(32)
const BOTH_WAYS = { sends: true, receives: true }
const BUSY = '{"reason":"busy"}'
const FORGOTTEN = '{"reason":"forgotten"}'

test('who comes back goes on where it was', async (t) => {
  const host = open(t)
  await host.loseAnna()
  const anna = await host.comeBack(ANNA, SECRET)
  t.alike(helloOf(await anna.got(0, 1)), {
    ...host.hello,
    session: SECRET,
    received: 6,
    resumes: true
  })
  anna.write(dataFrame(b4a.from('again')), end(11))
  t.is(await bodyOf(anna, TYPE.receipt, 11), '{"bytes":11}')
  await host.finished
  t.is(b4a.toString(host.output.bytes), 'hello again')
  t.alike(host.events, ['connected', 'broken', 'resumed', 'fingerprint'])
})

test('what was sent and not receipted is sent again, from where the peer is', async (t) => {
  const input = new FakeInput([b4a.from('for '), b4a.from('anna')])
  const host = open(t, { input, hello: BOTH_WAYS })
  await host.loseAnna()
  const anna = await host.comeBack(ANNA, SECRET, { received: 2 })
  await anna.got(1, TYPE.end)
  t.is(b4a.toString(datas(anna)), 'r anna')
})

test('who is back before its loss was noticed takes the place of its own connection', async (t) => {
  const host = open(t)
  const first = await host.enter()
  const second = await host.comeBack(ANNA, SECRET)
  await first.closed
  second.write(dataFrame(b4a.from('again')))
  await host.output.reached(11)
  t.is(b4a.toString(host.output.bytes), 'hello again')
})

test('neither the secret nor the key alone takes up a pipe', async (t) => {
  const host = open(t)
  await host.loseAnna()
  for (const [keyPair, secret] of [
    [ANNA, GUESS],
    [EVE, SECRET]
  ] as const) {
    const stranger = await host.comeBack(keyPair, secret, { received: 6 })
    t.is(await bodyOf(stranger, TYPE.break), BUSY)
    // Nor does it matter whether they say that they resume.
    const newcomer = await host.comeBack(keyPair, secret, { resumes: false })
    t.is(await bodyOf(newcomer, TYPE.break), BUSY)
  }
  const anna = await host.comeBack(ANNA, SECRET)
  anna.write(dataFrame(b4a.from('again')))
  await host.output.reached(11)
  t.is(b4a.toString(host.output.bytes), 'hello again')
})

test('a host that was started anew knows no pipe, and waits for others', async (t) => {
  const host = open(t)
  const anna = await host.comeBack(ANNA, SECRET, { received: 6 })
  t.is(await bodyOf(anna, TYPE.break), FORGOTTEN)
  const ben = await host.enter({ keyPair: EVE, session: GUESS })
  t.ok(ben)
  t.is(b4a.toString(host.output.bytes), 'hello ')
})

for (const [what, received] of [
  ['more than was sent', 9],
  ['less than was confirmed', 3]
] as const) {
  test(`a peer that comes back with ${what} is PROTOCOL`, async (t) => {
    const input = new FakeInput([b4a.from('for anna')], { after: 'nothing' })
    const host = open(t, { input, hello: BOTH_WAYS })
    const first = await host.enter()
    await first.got(1, TYPE.data)
    first.write(controlFrame(TYPE.receipt, '{"bytes":4}'), dataFrame(b4a.from('x')), end(7))
    await bodyOf(first, TYPE.receipt, 7)
    await host.lose(first)
    const anna = await host.comeBack(ANNA, SECRET, { received })
    t.is(await bodyOf(anna, TYPE.break), '{"reason":"protocol"}')
    anna.end()
    t.is(await host.failure, 'PROTOCOL')
  })
}

test('a peer that makes no sense does not come back, whatever secret it has', async (t) => {
  const host = open(t)
  const anna = await host.enter()
  anna.write(hello({}))
  t.is(await host.failure, 'PROTOCOL')
})

test('a host that stays open serves others meanwhile', async (t) => {
  const host = open(t, { keepsOpen: true, hello: { sends: true, receives: true } })
  await host.loseAnna()
  const ben = await host.enter({ keyPair: EVE, session: GUESS })
  const early = await host.comeBack(ANNA, SECRET)
  t.is(await bodyOf(early, TYPE.break), BUSY, 'one at a time')
  ben.write(end(6), controlFrame(TYPE.receipt, '{"bytes":0}'))
  await ben.got(1, TYPE.receipt)
  ben.end()
  await ben.closed
  const anna = await host.comeBack(ANNA, SECRET)
  t.is(helloOf(await anna.got(0, 1))['received'], 6)
  anna.write(dataFrame(b4a.from('again')), end(11))
  t.is(await bodyOf(anna, TYPE.receipt, 11), '{"bytes":11}')
  t.is(b4a.toString(host.output.bytes), 'hello hello again')
})

test('a host that takes many goes on with the line of who comes back', async (t) => {
  const host = open(t, { keepsOpen: true })
  await host.loseAnna()
  const ben = await host.visit(EVE)
  ben.write(hello({ session: GUESS, received: 0 }), dataFrame(b4a.from('ben\n')), end(4))
  const anna = await host.comeBack(ANNA, SECRET)
  anna.write(dataFrame(b4a.from('again\n')), end(12))
  t.is(await bodyOf(anna, TYPE.receipt, 12), '{"bytes":12}')
  t.is(await bodyOf(ben, TYPE.receipt, 4), '{"bytes":4}')
  t.alike(b4a.toString(host.output.bytes), 'hello again\nben\n')
})

test('who does not come back in time has left', async (t) => {
  const host = open(t, { resumeMs: 20 })
  await host.loseAnna()
  t.is(await host.failure, 'NOT_RESUMED')
})

test('without --resume, or without a secret, a break is the end', async (t) => {
  const without = open(t, { resumeMs: 0 })
  without.lose(await without.enter()).catch(() => {})
  t.is(await without.failure, 'LOST')
  const host = open(t)
  host.lose(await host.enter({ session: null })).catch(() => {})
  t.is(await host.failure, 'LOST')
})

test('a peer that says nothing and vanishes keeps nobody out, however it may come back', async (t) => {
  const input = new FakeInput([b4a.from('for ben')])
  const host = open(t, { input, hello: BOTH_WAYS })
  const eve = await host.visit(EVE)
  eve.write(hello({ session: GUESS, received: 0 }))
  await eve.got(1, TYPE.end)
  await host.lose(eve)
  const ben = await host.visit(ANNA)
  ben.write(openFrame())
  await ben.got(1, TYPE.end)
  t.is(b4a.toString(datas(ben)), 'for ben')
})

const end = (bytes: number): Uint8Array => controlFrame(TYPE.end, `{"bytes":${bytes}}`)
const hello = (fields: object): Uint8Array => openFrame(JSON.stringify(fields))

function helloOf(frame: Uint8Array): Record<string, unknown> {
  const text = b4a.toString(frame)
  return JSON.parse(text.slice(text.indexOf('{'))) as Record<string, unknown>
}

/** The body of the first such message; of the first receipt for so many bytes. */
async function bodyOf(peer: RawPeer, type: number, bytes?: number): Promise<string> {
  const wanted = bytes === undefined ? '' : `"bytes":${bytes}}`
  const frame = await peer.gotWith(1, type, wanted)
  return b4a.toString(frame.subarray(3))
}

function datas({ frames }: RawPeer): Uint8Array {
  const isData = ([channel, type]: Uint8Array): boolean => channel === 1 && type === TYPE.data
  return b4a.concat(frames.filter(isData).map((frame) => frame.subarray(2)))
}

interface Entry {
  keyPair?: typeof ANNA
  session?: string | null
  text?: string
}

/** A host whose pipes can go on, and those who visit it. */
function open(t: Assertions, options: Partial<PipeHostOptions> = {}) {
  const role = { sends: false, receives: true }
  const host = openPipeHost(t, { hello: role, resumeMs: 60_000, ...options })
  const { events, finished, output } = host
  const failure = finished.then(
    () => 'done',
    (error) => (error instanceof ChatError ? error.code : 'UNEXPECTED')
  )
  const visit = async (keyPair: typeof ANNA): Promise<RawPeer> =>
    new RawPeer(await host.visit(keyPair))
  /** Enters, says something, and has its receipt. */
  const enter = async (entry: Entry = {}): Promise<RawPeer> => {
    const { keyPair = ANNA, session = SECRET, text = 'hello ' } = entry
    const peer = await visit(keyPair)
    peer.write(hello({ session, received: 0 }), dataFrame(b4a.from(text)))
    await peer.got(1, TYPE.receipt)
    return peer
  }
  const lose = async (peer: RawPeer): Promise<void> => {
    const before = events.length
    const broken = host.reported(() => events.includes('broken', before))
    peer.destroy()
    await broken
  }
  const comeBack = async (keyPair: typeof ANNA, session: string, more = {}): Promise<RawPeer> => {
    const peer = await visit(keyPair)
    peer.write(hello({ session, received: 0, resumes: true, ...more }))
    return peer
  }
  const loseAnna = async (): Promise<void> => lose(await enter())
  return { hello: role, events, output, failure, finished, visit, enter, lose, comeBack, loseAnna }
}
