import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Position } from '../../../shared/room/messages.ts'
import { signPost } from '../../../shared/room/signing.ts'
import { Room } from '../../../server-app/room/room.ts'
import { TestRoom, TestSeat } from '../../helpers/room.ts'

test('everybody, the author included, gets posts in one order', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const ben = place.join('ben')
  place.post(anna, 'hello')
  place.post(ben, 'hi')
  place.post(anna, 'so')
  const said = ['anna: hello', 'ben: hi', 'anna: so']
  t.alike([anna.said, ben.said, place.host.said], [said, said, said])
})

test('events are numbered one by one, whatever they are', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.post(anna, 'hello')
  place.room.rename(anna.key, 'ann')
  place.room.leave(anna)
  place.log.write()
  const { heard } = place.host
  t.alike(
    heard.map(({ type }) => type),
    ['join', 'post', 'rename', 'leave']
  )
  t.alike(
    heard.map(({ seq }) => seq),
    [1, 2, 3, 4]
  )
  t.ok(heard.every(({ time, author }) => time === place.time && author === anna.key))
})

test('no event or welcome is sent before it is written', (t) => {
  const place = new TestRoom()
  const anna = new TestSeat()
  place.room.join(anna, { name: 'anna', since: null, instance: null })
  place.room.post(anna.key, signPost('hello', place.room.key, anna.keyPair))
  t.is(place.host.heard.length, 0)
  t.is(anna.welcomed, null)
  place.log.write()
  t.is(place.host.heard.length, 2)
  t.is(anna.welcomed?.seq, 1, 'and the post after it is not history')
})

test('a member that leaves before the welcome is written gets none', (t) => {
  const place = new TestRoom()
  const anna = new TestSeat()
  place.room.join(anna, { name: 'anna', since: null, instance: null })
  place.room.leave(anna)
  place.log.write()
  place.post(place.host, 'hello')
  t.is(anna.welcomed, null)
  t.alike(anna.said, [])
})

test('a member who joins twice keeps the name and is told so', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const bot = place.join('bot', new TestSeat({ keyPair: anna.keyPair }))
  t.is(anna.welcomed?.hadJoined, false)
  t.alike([bot.welcomed?.hadJoined, bot.welcomed?.name], [true, 'anna'])
  place.room.leave(anna)
  place.room.leave(bot)
  place.join('bot', bot)
  t.alike([bot.welcomed?.hadJoined, bot.welcomed?.name], [false, 'bot'])
})

test('a repeated post is the same event, even after its author was away', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const post = signPost('once', place.room.key, anna.keyPair)
  t.is(place.room.post(anna.key, post), 0)
  t.is(place.room.post(anna.key, post), 0)
  place.room.leave(anna)
  place.join('anna', anna)
  t.is(place.room.post(anna.key, post), 0)
  place.log.write()
  t.alike(place.host.said, ['anna: once'])
})

test('a post of another member may have the same id', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const ben = place.join('ben')
  const post = signPost('mine', place.room.key, anna.keyPair)
  place.room.post(anna.key, post)
  place.room.post(ben.key, post)
  place.log.write()
  t.alike(place.host.said, ['anna: mine', 'ben: mine'])
})

test('posts from before a restart are remembered', (t) => {
  const before = new TestRoom()
  const anna = before.join('anna')
  const post = signPost('once', before.room.key, anna.keyPair)
  before.room.post(anna.key, post)
  before.log.write()
  const after = new TestRoom()
  after.room.remember({
    posts: [{ seq: 1, author: anna.key, id: post.id }],
    members: new Map(),
    present: []
  })
  after.join('anna', anna)
  after.room.post(anna.key, post)
  after.log.write()
  t.alike(after.host.said, [])
})

test('a newcomer is shown as many recent posts as the host allows, not counting joins and leaves', (t) => {
  for (const [history, from] of [
    [50, 1],
    [5, 1],
    [2, 100],
    [1, 103],
    [0, 205]
  ] as const) {
    const place = new TestRoom({ history })
    const anna = place.join('anna') // 1
    for (let count = 0; count < 3; count++) place.post(anna, `line ${count}`) // 2, 3, 4
    const comeAndGo = (): void => {
      place.room.leave(place.join('bot'))
      place.time += 2000 // not in masses
    }
    for (let visit = 0; visit < 48; visit++) comeAndGo() // to 100
    place.post(anna, 'line 4') // 101
    comeAndGo() // 102, 103
    place.post(anna, 'line 5') // 104
    for (let visit = 0; visit < 50; visit++) comeAndGo()
    place.log.write()
    t.is(place.join('ben').welcomed?.from, from, `history ${history}`)
  }
})

test('posts made while the past is still being read are not displaced by it', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const post = signPost('new', place.room.key, anna.keyPair)
  place.room.post(anna.key, post)
  const past = Array.from({ length: LIMITS.rememberedPosts }, (_, index) => {
    return { seq: index + 1, author: anna.key, id: `${index}` }
  })
  place.room.remember({ posts: past, members: new Map(), present: [] })
  place.room.post(anna.key, post)
  place.log.write()
  t.alike(place.host.said, ['anna: new'])
})

test('posts from before a restart are shown as well', (t) => {
  const place = new TestRoom({ history: 2 })
  const anna = place.join('anna')
  for (let count = 0; count < 3; count++) place.post(anna, `line ${count}`)
  const after = new Room({ key: place.host.key, log: place.log, history: 2 })
  const posts = [2, 3, 4].map((seq) => ({ seq, author: anna.key, id: `${seq}` }))
  after.remember({ posts, members: new Map(), present: [] })
  const ben = new TestSeat()
  after.join(ben, { name: null, since: null, instance: null })
  place.log.write()
  t.is(ben.welcomed?.from, 2)
})

test('a welcome describes the room at the moment it is sent', (t) => {
  const place = new TestRoom({ isPrivate: true })
  const anna = new TestSeat()
  place.room.join(anna, { name: 'anna', since: null, instance: null })
  place.log.state = 'failed'
  place.log.write()
  t.is(anna.welcomed?.transcript, 'failed')
  t.is(anna.welcomed?.isPrivate, true)
})

test('a failing seat is told so, and the others get the event', (t) => {
  const place = new TestRoom()
  const [anna, ben] = [place.join('anna'), place.join('ben')]
  const fault = new Error('ours')
  const failures: unknown[] = []
  anna.onEvent = () => {
    throw fault
  }
  anna.onFailed = (error) => failures.push(error)
  place.post(ben, 'hello')
  t.alike([ben.said, place.host.said], [['ben: hello'], ['ben: hello']])
  t.alike(failures, [fault])
})

test('the join of a plain peer is marked as plain', (t) => {
  const place = new TestRoom()
  place.join(null, new TestSeat({ isPlain: true }))
  place.join('anna')
  t.alike(
    place.host.heard.map((event) => event.type === 'join' && event.isPlain),
    [true, false]
  )
})

test('a member that names a position continues from there, if the numbering is the same', (t) => {
  const place = new TestRoom({ history: 1 })
  const anna = place.join('anna') // 1
  for (let count = 0; count < 9; count++) place.post(anna, `line ${count}`) // to 10
  const { id } = place.log
  t.is(fromOf(place, anna, { log: id, seq: 2 }), 2)
  t.is(fromOf(place, anna, { log: id, seq: 1 }), 1, 'all since it came')
  t.is(fromOf(place, anna, { log: 'fedcba9876543210', seq: 2 }), 9, 'another numbering')
  t.is(fromOf(place, anna, { log: id, seq: 999 }), 9, 'a number that is not there yet')
})

test('only a returning member gets what it missed, and nobody gets what was said before they joined', (t) => {
  for (const [history, shown] of [
    [0, 11],
    [1, 9]
  ] as const) {
    const place = new TestRoom({ history })
    const anna = place.join('anna') // 1
    for (let count = 0; count < 9; count++) place.post(anna, `line ${count}`) // to 10
    const { id } = place.log
    const eve = new TestSeat()
    t.is(fromOf(place, eve, { log: id, seq: 0 }), shown, 'as newcomers see it')
    t.is(eve.welcomed?.isResumed, false)
    t.is(fromOf(place, eve, { log: id, seq: 0 }), place.log.lastSeq - history * 2, 'again')
    t.is(fromOf(place, eve, { log: id, seq: shown }), shown, 'what it was shown')

    place.room.leave(anna)
    for (let count = 0; count < 3; count++) place.post(place.host, 'missed')
    t.is(fromOf(place, anna, { log: id, seq: 4 }), 4, 'while it was away')
    t.is(anna.welcomed?.isResumed, true)
  }
})

test('only members from before a restart get what they missed', (t) => {
  const place = new TestRoom({ history: 0 })
  const [anna, eve] = [new TestSeat(), new TestSeat()]
  for (let count = 0; count < 9; count++) place.post(place.host, `line ${count}`)
  place.room.remember({ posts: [], members: new Map([[anna.key, 3]]), present: [] })
  const { id } = place.log
  t.is(fromOf(place, eve, { log: id, seq: 3 }), 10)
  t.is(fromOf(place, anna, { log: id, seq: 2 }), 11)
  t.is(fromOf(place, anna, { log: id, seq: 3 }), 3)
})

test('a newcomer whose host is restarted goes on in the history that it was being shown', (t) => {
  const place = new TestRoom({ history: 2 })
  const [anna, eve] = [new TestSeat(), new TestSeat()]
  for (let count = 0; count < 9; count++) place.post(place.host, `line ${count}`)
  place.room.remember({
    posts: [],
    members: new Map([
      [anna.key, 6],
      [eve.key, 6]
    ]),
    present: []
  })
  const { id } = place.log
  t.is(fromOf(place, anna, { log: id, seq: 4 }), 4)
  t.is(fromOf(place, eve, { log: id, seq: 3 }), 7, 'but no further back')
})

/** Where the events begin that somebody is sent who says that it has those up to `since`. */
function fromOf(place: TestRoom, seat: TestSeat, since: Position): number | undefined {
  place.room.join(seat, { name: null, since, instance: null })
  place.log.write()
  return seat.welcomed?.from
}

test('nobody is promised events the log no longer has', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  for (let count = 0; count < 5; count++) place.post(anna, `line ${count}`)
  Object.defineProperty(place.log, 'firstSeq', { get: () => 4 })
  for (const since of [null, { log: place.log.id, seq: 1 }]) {
    const seat = new TestSeat()
    place.room.join(seat, { name: null, since, instance: null })
    place.log.write()
    t.is(seat.welcomed?.from, 3)
  }
})

test('a plain peer is called by its key, whatever name it requests', (t) => {
  const place = new TestRoom()
  const plain = place.join('anna', new TestSeat({ isPlain: true }))
  t.is(plain.welcomed?.name, plain.key.slice(0, 8))
})

test('the same identity twice is one person', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  const again = place.join('anna', new TestSeat({ keyPair: anna.keyPair }))
  t.is(place.room.size, 2)
  place.post(anna, 'hello')
  t.alike(again.said, ['anna: hello'])
  place.room.leave(anna)
  place.log.write()
  t.is(place.room.size, 2)
  place.room.leave(again)
  place.room.leave(again)
  place.log.write()
  t.alike(
    place.host.heard.map(({ type }) => type),
    ['join', 'post', 'leave']
  )
})

test('a second anna, or a look-alike, is shown with her key', (t) => {
  const place = new TestRoom()
  place.join('anna')
  for (const wish of ['anna', 'Anna', 'ａｎｎａ', 'аnnа', 'аnna']) {
    const seat = place.join(wish)
    t.is(seat.welcomed?.name.slice(-10), `(${seat.key.slice(0, 8)})`, wish)
  }
  t.is(place.join('hannah').welcomed?.name, 'hannah')
})

test('more of the key is shown while two share its beginning', (t) => {
  const place = new TestRoom()
  place.join('anna')
  const key = testKey('ab')
  const twin = `${'ab'.repeat(4)}${'cd'.repeat(28)}`
  const seats = [key, twin].map((each) => Object.assign(new TestSeat(), { key: each }))
  for (const seat of seats) place.join('anna', seat)
  t.alike(
    seats.map(({ welcomed }) => welcomed?.name),
    ['anna(abababab)', 'anna(ababababcdcd)']
  )
})

test('only the host is called host, and nobody may use the key of another as a name', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.room.rename(place.host.key, 'chef')
  t.ok(/^h[0o]st\(/.test(place.join('h0st').welcomed?.name ?? ''))
  t.ok(place.join('uns\u0456gned').welcomed?.name.startsWith('uns\u0456gned('), 'nor our own words')
  t.ok(place.join(anna.key.slice(0, 8)).welcomed?.name.includes('('))
  t.is(place.join(null).welcomed?.name.length, 8)
})

test('an invalid name is refused, and a rename to the same name is not an event', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  for (const wish of ['', ' ', 'a b', 'a:b', '\u202e', 'x'.repeat(25)]) {
    t.is(place.room.rename(anna.key, wish), false, JSON.stringify(wish))
  }
  t.is(place.room.rename(anna.key, 'anna'), true)
  place.log.write()
  t.is(place.host.heard.length, 1)
  t.is(place.join('a b').welcomed?.name.length, 8)
})

test('a member that posts too fast is told how long to wait, and loses no post', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  for (let count = 0; count < LIMITS.postBurst; count++) t.is(place.post(anna, `${count}`), 0)
  const wait = place.post(anna, 'too much')
  t.ok(wait > 0 && wait <= 1000 / LIMITS.postsPerSecond, String(wait))
  t.is(place.post(place.join('ben'), 'not me'), 0, 'the others are not slowed down')
  place.time += wait
  t.is(place.post(anna, 'now'), 0)
  t.ok(place.post(anna, 'too much again') > 0)
  t.is(place.host.said.length, LIMITS.postBurst + 2)
  t.is(place.room.rename(anna.key, 'ann'), false, 'a rename counts as well')
})

test('the room is full at its limit, except for a second session of a member', (t) => {
  const place = new TestRoom({ maxMembers: 3 })
  const anna = place.join('anna')
  place.join('ben')
  t.is(place.room.join(new TestSeat(), { name: 'eve', since: null, instance: null }), 'full')
  for (let count = 1; count < LIMITS.sessionsPerMember; count++) {
    t.is(
      place.room.join(new TestSeat({ keyPair: anna.keyPair }), {
        name: null,
        since: null,
        instance: null
      }),
      'in'
    )
  }
  t.is(
    place.room.join(new TestSeat({ keyPair: anna.keyPair }), {
      name: null,
      since: null,
      instance: null
    }),
    'full'
  )
  place.room.leave(anna)
  t.is(place.room.size, 3)
})

test('when the room closes, nobody is said to have left', (t) => {
  const place = new TestRoom()
  const anna = place.join('anna')
  place.room.close()
  place.room.leave(anna)
  place.log.write()
  t.is(place.host.heard.length, 1)
})

test('an event is encoded once for all', (t) => {
  const place = new TestRoom()
  const seats = Array.from({ length: 20 }, () => place.join(null))
  const frames = seats.map((seat) => {
    const heard: Uint8Array[] = []
    seat.onEvent = ({ frame }) => void heard.push(frame)
    return heard
  })
  place.post(place.host, 'hello')
  t.is(frames.flat().length, 20)
  t.is(new Set(frames.flat()).size, 1)
})
