import test from 'brittle'
import { ChannelSession } from '../../../server-app/sessions/channel-session.ts'
import type { SessionOptions } from '../../../server-app/sessions/session.ts'
import { shortKey } from '../../../shared/base/key.ts'
import { RoomChannel, type RoomHandlers } from '../../../shared/room/channel.ts'
import type { Notice } from '../../../shared/room/messages.ts'
import { connectionPair } from '../../helpers/channel-pair.ts'
import { testKey } from '../../helpers/keys.ts'
import { TestRoom } from '../../helpers/room.ts'
import type { Assertions } from 'brittle'

const HELLO = { name: 'anna', since: null, instance: null }

test('a member too slow to be kept up is away, and its place is kept', (t) => {
  const { session, place } = arrive(t)
  void session.dismiss('slow')
  const [, anna] = place.room.roster
  t.alike([anna?.name, anna?.isAway], ['anna', true])
})

test('whatever ends the channel of a member ends its session', (t) => {
  const ends: ((handlers: RoomHandlers) => void)[] = [
    ({ onBreak }) => onBreak?.('left'),
    ({ onClose }) => onClose?.(),
    ({ onBreach }) => onBreach?.('flood')
  ]
  for (const end of ends) {
    const { handlers, place, calls } = arrive(t)
    end(handlers)
    t.is(place.room.size, 1)
    t.is(calls.at(-1), 'hang up')
  }
})

test('a session that is over hears nothing more of its peer', (t) => {
  const { handlers, place, session } = arrive(t)
  void session.close()
  handlers.onOpen?.(HELLO)
  t.is(place.room.size, 1)
})

test('a connection that is replaced is reset, because an end would look like the host leaving', (t) => {
  const { calls, session } = arrive(t)
  session.replace()
  t.ok(calls.includes('cut off'))
})

test('a relayed member is told by whom before it is welcomed', (t) => {
  const { calls } = arrive(t, { kind: 'relayed', relay: testKey('ab'), member: testKey('cd') })
  t.alike(calls, ['entered', 'notice relayed', 'welcome'])
})

/** Anna, who has just joined, with a channel that only records what the host says. */
function arrive(
  t: Assertions,
  relayed: Notice | null = null
): { session: ChannelSession; place: TestRoom; handlers: RoomHandlers; calls: string[] } {
  const calls: string[] = []
  const handlers: RoomHandlers = {}
  const channel = new RoomChannel(connectionPair(t).host, null)
  channel.listen = (more) => void Object.assign(handlers, more)
  channel.welcome = () => void calls.push('welcome')
  channel.notice = ({ kind }) => void calls.push(`notice ${kind}`)
  const place = new TestRoom()
  const key = testKey('12')
  const options: SessionOptions = {
    key,
    room: place.room,
    log: place.log,
    settle: () => true,
    onEntered: () => calls.push('entered'),
    onWhisper: () => false,
    onFailed: (error) => t.fail(`${shortKey(key)}: ${String(error)}`),
    hasVanished: () => false,
    hangUp: async () => void calls.push('hang up'),
    cutOff: () => calls.push('cut off')
  }
  const session = new ChannelSession({ ...options, channel, relayedBy: () => relayed })
  handlers.onOpen?.(HELLO)
  place.log.write()
  return { session, place, handlers, calls }
}
