// A link to a host without a network, by a clock that the test sets.
import type { Assertions } from 'brittle'
import HyperDHT from 'hyperdht'
import { Link } from '../../client-app/link/link.ts'
import type { LinkOptions } from '../../client-app/link/link-options.ts'
import type { LinkState, OnAdmitted } from '../../client-app/link/link-state.ts'
import { ChatError, toChatError, type ChatErrorCode } from '../../shared/base/errors.ts'
import { keyOf } from '../../shared/base/key.ts'
import type { Connection } from '../../shared/network/node.ts'
import { TRAFFIC } from '../../shared/network/traffic.ts'
import { FakeNode } from './fake-node.ts'
import { TestClock } from './test-clock.ts'
import { turn } from './turn.ts'

const HOST = HyperDHT.keyPair()

/** A link that has begun to dial. */
export class LinkPlace {
  readonly clock = new TestClock()
  readonly node: FakeNode
  readonly link: Link
  readonly states: LinkState['is'][] = []
  readonly ended: Promise<ChatError | null>
  /** Each tells that the host has let us in over that connection. */
  readonly admits: OnAdmitted[] = []

  constructor(t: Assertions, options: Partial<LinkOptions> = {}) {
    this.node = new FakeNode(t, HOST)
    this.link = new Link({
      node: this.node.asNode,
      hostKey: keyOf(HOST.publicKey),
      keyPair: HyperDHT.keyPair(),
      traffic: TRAFFIC.roomHost,
      timeoutMs: null,
      waits: false,
      knocks: false,
      reconnectMs: 0,
      clock: this.clock,
      ...options
    })
    this.link.on('change', ({ is }) => this.states.push(is))
    this.ended = this.link.finished.then(() => null, toChatError)
    this.link.serve((connection, onAdmitted) => {
      this.admits.push(onAdmitted)
      return lossOf(connection)
    })
    void this.link.ready()
    t.teardown(() => this.link.close())
  }

  /** The attempt under way succeeds. */
  async open(): Promise<void> {
    await this.node.last.open()
    await turn()
  }

  /** The same, and the host lets us in. */
  async enter(): Promise<void> {
    await this.open()
    this.admits.at(-1)?.()
  }

  /** The attempt under way, or its connection, comes to nothing. */
  async fail(code?: ChatErrorCode): Promise<void> {
    const { connection } = this.node.last
    const reason = code ?? (connection.connected ? 'LOST' : 'PEER_UNREACHABLE')
    await this.node.last.fail(new ChatError(reason))
    await turn()
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms)
    await turn()
  }

  /** For so long something arrives all the time. */
  async hear(ms: number, { rawStream } = this.node.last.connection): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      Object.assign(rawStream, { packetsReceived: rawStream.packetsReceived + 1 })
      await this.pass(250)
    }
  }
}

function lossOf(connection: Connection): Promise<never> {
  return new Promise((_, reject) => connection.once('error', reject))
}
