import test, { type Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { Link } from '../../../client-app/link/link.ts'
import type { LinkOptions } from '../../../client-app/link/link-options.ts'
import type { LinkState } from '../../../client-app/link/link-state.ts'
import { ChatError } from '../../../shared/base/errors.ts'
import { keyOf } from '../../../shared/base/key.ts'
import { TRAFFIC } from '../../../shared/network/traffic.ts'
import { createNode, type Connection, type Node } from '../../../shared/network/node.ts'
import { bootstrapOf, privateDht } from '../../helpers/private-dht.ts'

const HOST = HyperDHT.keyPair()

test('a connection is used before it is open, and the states say how far it is', async (t) => {
  const place = await meetingPlace(t)
  await place.listen()
  const link = place.link()
  let wasOpen: boolean | null = null
  link.serve(async (connection, onAdmitted) => {
    wasOpen = connection.rawStream !== null
    await connection.opened
    onAdmitted()
  })
  await link.ready()
  await link.finished
  t.is(wasOpen, false)
  t.alike(place.states, ['looking-up', 'found', 'connected', 'admitted'])
  await link.close()
  t.is(link.state.is, 'closed')
})

test('data written before a connection is open arrives with it', async (t) => {
  const place = await meetingPlace(t)
  const host = await place.listen()
  const link = place.link()
  link.serve(async (connection) => {
    connection.write('early')
    await new Promise<void>((resolve) => connection.once('end', resolve))
  })
  await link.ready()
  const connection = await host.connection()
  const chunk = await new Promise((resolve) => connection.once('data', resolve))
  t.is(String(chunk), 'early')
  connection.end()
  await link.finished
})

test('a host that is not there is reported, or waited for', async (t) => {
  const place = await meetingPlace(t)
  const hasty = place.link()
  hasty.serve(() => Promise.reject(new ChatError('LOST')))
  await hasty.ready()
  t.is((await errorOf(hasty)).code, 'PEER_NOT_FOUND')

  const patient = place.link({ waits: true })
  patient.serve(async (connection) => void (await connection.opened))
  await patient.ready()
  await state(patient, 'waiting')
  t.is(patient.state.is === 'waiting' && patient.state.reason.code, 'PEER_NOT_FOUND')
  await place.listen()
  await patient.finished
})

test('a busy or full host is waited for if asked to; any other refusal is final', async (t) => {
  const place = await meetingPlace(t)
  await place.listen()
  for (const code of ['BUSY', 'ROOM_FULL'] as const) {
    const patient = place.link({ waits: true })
    let tries = 0
    patient.serve(async (connection) => {
      await connection.opened
      connection.destroy()
      if (++tries === 1) throw new ChatError(code)
    })
    await patient.ready()
    await patient.finished
    t.is(tries, 2, code)
  }
  for (const [waits, code] of [
    [false, 'BUSY'],
    [true, 'BANNED'],
    [true, 'HOST_IS_PIPE'],
    [true, 'LOST']
  ] as const) {
    const link = place.link({ waits })
    link.serve(async (connection) => {
      await connection.opened
      connection.destroy()
      throw new ChatError(code)
    })
    await link.ready()
    t.is((await errorOf(link)).code, code)
  }
})

test('a host that does not answer sees a knock, which is known at once, and goes on', async (t) => {
  const place = await meetingPlace(t)
  let knocks = 0
  let isClosed = true
  await place.listen(() => {
    knocks++
    return isClosed
  })
  const other = place.link()
  await other.ready()
  const { states: otherStates } = place
  const link = place.link({ knocks: true })
  link.serve(async (connection) => void (await connection.opened))
  await link.ready()
  await state(link, 'knocking')
  t.alike(place.states, ['looking-up', 'found', 'knocking'], 'before the first attempt has failed')
  t.is((await errorOf(other)).code, 'PEER_UNREACHABLE', 'whoever does not knock gives up')
  t.alike(otherStates, ['looking-up', 'found'])
  isClosed = false
  await link.finished
  t.alike(place.states, ['looking-up', 'found', 'knocking', 'found', 'connected'])
  t.ok(knocks > 1)
})

const LATE: [name: string, options: Partial<LinkOptions>, isListening: boolean, reason: RegExp][] =
  [
    ['nobody is there', { waits: true, timeoutMs: 1500 }, false, /Nobody is listening/],
    ['the host does not let us in', { timeoutMs: 1000 }, true, /was reached, but has not answered/]
  ]

test('a link gives up after its timeout, with the latest reason', async (t) => {
  for (const [name, options, isListening, reason] of LATE) {
    const place = await meetingPlace(t)
    if (isListening) await place.listen()
    const link = place.link(options)
    let used: Connection | null = null
    link.serve(async (connection) => {
      used = connection
      await new Promise<void>((resolve) => connection.once('close', resolve))
    })
    await link.ready()
    const { code, message } = await errorOf(link)
    t.is(code, 'TIMED_OUT', name)
    t.ok(reason.test(message), message)
    await link.close()
    const connection = used as Connection | null
    t.ok(connection === null || connection.destroying, 'nothing is left open')
  }
})

test('once admitted, there is no timeout', async (t) => {
  const place = await meetingPlace(t)
  const host = await place.listen()
  const link = place.link({ timeoutMs: 1000 })
  link.serve(async (connection, onAdmitted) => {
    await connection.opened
    onAdmitted()
    await new Promise<void>((resolve) => connection.once('end', resolve))
  })
  await link.ready()
  const connection = await host.connection()
  await new Promise((resolve) => setTimeout(resolve, 1200))
  connection.end()
  await link.finished
  t.pass()
})

test('closing ends whatever is under way: a connection, an attempt or a pause', async (t) => {
  const place = await meetingPlace(t)
  const host = await place.listen()
  const connected = place.link()
  connected.serve((connection) => new Promise<void>((resolve) => connection.once('close', resolve)))
  await connected.ready()
  const [connection] = await Promise.all([host.connection(), state(connected, 'connected')])
  const ended = new Promise<void>((resolve) => connection.once('end', resolve))
  connection.resume()
  connection.once('end', () => connection.end())
  await connected.close()
  await ended

  const dialling = place.link({ hostKey: keyOf(HyperDHT.keyPair().publicKey) })
  await dialling.ready()
  await dialling.close()
  const waiting = place.link({ hostKey: keyOf(HyperDHT.keyPair().publicKey), waits: true })
  await waiting.ready()
  await state(waiting, 'waiting')
  await waiting.close()
  t.alike([dialling.state.is, waiting.state.is], ['closed', 'closed'])
})

test('a chat goes on when its connection breaks before the host has let it in, or a host has no time for it', async (t) => {
  const place = await meetingPlace(t)
  await place.listen()
  for (const [code, patience] of [
    ['LOST', { reconnectMs: Infinity }],
    ['REFUSED', { waits: true }]
  ] as const) {
    const link = place.link({ ...patience, knocks: true })
    let uses = 0
    link.serve(async (connection, onAdmitted) => {
      uses++
      await connection.opened
      if (uses === 1) throw new ChatError(code)
      onAdmitted()
      throw new ChatError('KICKED')
    })
    await link.ready()
    t.is((await errorOf(link)).code, 'KICKED')
    t.is(uses, 2)
  }
})

test('a host that had let us in is got back to when the connection breaks', async (t) => {
  const place = await meetingPlace(t)
  const host = await place.listen()
  const link = place.link({ reconnectMs: Infinity })
  const used: Connection[] = []
  link.serve(async (connection, onAdmitted) => {
    used.push(connection)
    await connection.opened
    onAdmitted()
    await broken(connection)
    if (used.length < 3) throw new ChatError('LOST')
    throw new ChatError('KICKED')
  })
  await link.ready()
  for (let count = 0; count < 3; count++) {
    await state(link, 'admitted')
    ;(await host.connection(count)).destroy()
    await next(link)
  }
  t.is((await errorOf(link)).code, 'KICKED')
  const back: LinkState['is'][] = ['lost', 'connected', 'admitted']
  t.alike(place.states, ['looking-up', 'found', 'connected', 'admitted', ...back, ...back])
})

test('what does not get better is the end, even of a link that reconnects', async (t) => {
  const place = await meetingPlace(t)
  await place.listen()
  for (const [reconnectMs, succession, code] of [
    [Infinity, 'replace', 'BANNED'],
    [Infinity, 'replace', 'PROTOCOL'],
    [Infinity, 'none', 'LOST'],
    [0, 'replace', 'LOST']
  ] as const) {
    const link = place.link({ reconnectMs })
    link.serve(async (connection, onAdmitted) => {
      await connection.opened
      onAdmitted(succession)
      connection.destroy()
      throw new ChatError(code)
    })
    await link.ready()
    t.is((await errorOf(link)).code, code)
  }
})

test('it gives up getting back when that takes too long, for the reason it was lost', async (t) => {
  const place = await meetingPlace(t)
  const host = await place.listen()
  const link = place.link({ reconnectMs: 1500 })
  const failures: (string | null)[] = []
  link.on('change', (state) => {
    if (state.is === 'lost') failures.push(state.failure?.code ?? null)
  })
  link.serve(async (connection, onAdmitted) => {
    await connection.opened
    onAdmitted('follow')
    await broken(connection)
    throw new ChatError('LOST')
  })
  await link.ready()
  await state(link, 'admitted')
  const connection = await host.connection()
  await host.close()
  connection.destroy()
  t.is((await errorOf(link)).code, 'LOST')
  t.is(failures[0], null, 'it is lost before anything has failed')
})

interface MeetingPlace {
  /** The states of the last link. */
  states: LinkState['is'][]
  link(options?: Partial<LinkOptions>): Link
  listen(firewall?: () => boolean): Promise<{
    /** The first connection, or the one after so many others. */
    connection(index?: number): Promise<Connection>
    close(): Promise<void>
  }>
}

async function meetingPlace(t: Assertions): Promise<MeetingPlace> {
  const bootstrap = bootstrapOf(await privateDht(t)).split(',')
  const nodes: Node[] = [createNode({ bootstrap }), createNode({ bootstrap })]
  const [hostNode, clientNode] = nodes as [Node, Node]
  t.teardown(() => Promise.all(nodes.map((node) => node.destroy())))
  const place: MeetingPlace = {
    states: [],
    link(options = {}) {
      const usual = {
        timeoutMs: null,
        waits: false,
        knocks: false,
        traffic: TRAFFIC.roomHost,
        reconnectMs: 0
      }
      const keyPair = HyperDHT.keyPair()
      const link = new Link({
        node: clientNode,
        hostKey: keyOf(HOST.publicKey),
        keyPair,
        ...usual,
        ...options
      })
      const states: LinkState['is'][] = []
      place.states = states
      link.on('change', ({ is }) => {
        // HyperDHT begins to punch unless the host answers first on this machine.
        if (is !== 'punching') states.push(is)
      })
      t.teardown(() => link.close())
      return link
    },
    async listen(firewall = () => false) {
      const arrived: Connection[] = []
      let onConnection = (): void => {}
      const server = hostNode.createServer({ firewall }, (connection) => {
        connection.on('error', () => {})
        arrived.push(connection)
        onConnection()
      })
      await server.listen(HOST)
      return {
        connection: (index = 0) =>
          new Promise((resolve) => {
            onConnection = () => {
              const connection = arrived[index]
              if (connection) resolve(connection)
            }
            onConnection()
          }),
        close: () => server.close()
      }
    }
  }
  return place
}

/** Resolves once a link is in this state. */
function state(link: Link, is: LinkState['is']): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (link.state.is === is) resolve()
    }
    link.on('change', look)
    look()
  })
}

/** Resolves when the state changes, or the link is over. */
function next(link: Link): Promise<void> {
  return new Promise((resolve) => {
    link.once('change', () => resolve())
    link.finished.catch(() => resolve())
  })
}

/** Resolves when the other side has closed the connection. */
function broken(connection: Connection): Promise<void> {
  return new Promise((resolve) => connection.once('close', resolve))
}

async function errorOf(link: Link): Promise<ChatError> {
  const error: unknown = await link.finished.then(
    () => null,
    (error: unknown) => error
  )
  if (error instanceof ChatError) return error
  throw new Error(`no ChatError: ${String(error)}`)
}
