// Outputs of a chat to entries on the screen.
import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'
import type { Output } from '../../../shared/chat/output.ts'
import { plainText } from '../../../shared/terminal/draw/styled-text.ts'
import { Timeline, type TimelineOptions } from '../../../shared/terminal/timeline.ts'

const HOST = testKey('aa')
const ANNA = testKey('bb')
const BEN = testKey('cc')
const NAMES: Record<string, string> = { [HOST]: 'host', [ANNA]: 'anna', [BEN]: 'ben' }
const NOON = new Date(2026, 10, 24, 12, 0).getTime()
const MINUTE = 60_000
const LOUD: TimelineOptions = { isQuiet: false, isQuietOnJoins: false }

test('messages have a time, a name and a text', (t) => {
  const timeline = arrived()
  t.alike(lines(timeline, post(BEN, 'hello')), ['12:00 ben: hello'])
  t.alike(lines(timeline, post(BEN, '/me waves')), ['12:00 * ben waves'])
  t.alike(lines(timeline, post(BEN, 'two\nlines')), ['12:00 ben: two\nlines'])
  t.alike(lines(timeline, post(ANNA, 'mine')), ['12:00 anna: mine'])
  t.alike(lines(timeline, { ...post(BEN, 'plain'), signature: null } as Output), [
    '12:00 ben (unsigned): plain'
  ])
  const whisper: Output = {
    event: 'whisper',
    id: '',
    author: BEN,
    name: 'ben',
    text: 'psst',
    signedAt: 1
  }
  t.alike(lines(timeline, whisper), ['12:00 ben (to you alone): psst'])
  const whispered: Output = { event: 'whispered', id: '', to: 'ben', text: 'what?' }
  t.alike(lines(timeline, whispered), ['12:00 anna (to ben alone): what?'])
  t.alike(lines(timeline, { event: 'line', text: 'plain host', isOwn: false }), [
    '12:00 plain host'
  ])
  t.alike(lines(timeline, { event: 'line', text: 'to it', isOwn: true }), ['12:00 anna: to it'])
})

test('a message that mentions this person stands out and rings', (t) => {
  const timeline = arrived()
  const marked = (text: string): [string, boolean] => {
    const [entry] = timeline.take(post(BEN, text), NOON)
    const marks = entry?.body.filter(({ style }) => style === 'mark').map((span) => span.text) ?? []
    return [marks.join('+'), entry?.rings ?? false]
  }
  t.alike(marked('hi anna'), ['anna', true])
  t.alike(marked('Anna: anna?'), ['Anna+anna', true])
  t.alike(marked('@anna!'), ['anna', true])
  t.alike(marked('annabel joanna _anna_ anna1 ännanna'), ['', false])
  t.alike(marked('/me looks at anna'), ['anna', true])
  const [own] = timeline.take(post(ANNA, 'I am anna'), NOON)
  t.absent(own?.rings)
  const [old] = timeline.take({ ...post(BEN, 'anna!'), isHistory: true } as Output, NOON)
  t.absent(old?.rings, 'what was said before does not ring')
  t.ok(
    timeline.take(
      { event: 'whisper', id: '', author: BEN, name: 'ben', text: 'x', signedAt: 1 },
      NOON
    )[0]?.rings
  )
  t.ok(timeline.take({ event: 'knock', key: BEN }, NOON)[0]?.rings)

  timeline.take(
    { ...happening('rename', ANNA), name: 'a.b', formerly: 'anna', isOwn: true } as Output,
    NOON
  )
  t.alike(marked('anna'), ['', false])
  t.alike(marked('a.b and axb'), ['a.b', true], 'a name is no pattern')
})

test('joins and leaves of people who have not spoken lately share one line', (t) => {
  const timeline = arrived()
  t.alike(lines(timeline, happening('join', BEN)), [])
  t.is(counting(timeline), '12:00 ben joined')
  lines(timeline, { ...happening('join', BEN), time: NOON + MINUTE } as Output)
  t.is(counting(timeline), '12:01 ben joined', 'who comes again is one')
  for (const name of ['carl', 'dora', 'emil'])
    lines(timeline, happening('join', name.repeat(16), name))
  t.is(counting(timeline), '12:00 4 joined: ben, carl, dora and 1 more')
  lines(timeline, happening('leave', 'carl'.repeat(16), 'carl'))
  t.is(counting(timeline), '12:00 4 joined: ben, carl, dora and 1 more · carl left')

  t.alike(lines(timeline, post(HOST, 'hi')), [
    '12:00 4 joined: ben, carl, dora and 1 more · carl left',
    '12:00 host: hi'
  ])
  t.is(counting(timeline), '')
})

test('in a crowd of joins and leaves only a few are tracked one by one', (t) => {
  const timeline = arrived()
  for (let count = 0; count < 5000; count++) lines(timeline, happening('join', `${count}`, 'bot'))
  t.is(counting(timeline), '12:00 at least 1000 joined: bot, bot, bot and 997 more')
})

test('recent speakers get a line of their own when they join or leave', (t) => {
  const timeline = arrived()
  lines(timeline, post(BEN, 'bye'))
  t.alike(lines(timeline, happening('leave', BEN)), ['12:00 ben left'])
  t.alike(lines(timeline, happening('join', BEN)), ['12:00 ben joined'])
  const later = NOON + 11 * MINUTE
  t.alike(lines(timeline, { ...happening('leave', BEN), time: later } as Output, later), [])
  t.is(counting(timeline), '12:11 ben left')
})

test('people who vanish share one line, even recent speakers', (t) => {
  const timeline = arrived()
  lines(timeline, post(BEN, 'hello'))
  for (const author of [BEN, HOST]) {
    const gone = { ...happening('leave', author), reason: 'vanished' } as Output
    t.alike(lines(timeline, gone), [])
  }
  t.is(counting(timeline), '12:00 2 left: ben, host')
  t.alike(lines(timeline, { event: 'presence', author: BEN, name: 'ben', isAway: true }), [])
})

test('an expulsion is always shown', (t) => {
  const timeline = arrived({ isQuiet: true, isQuietOnJoins: true })
  const kicked = { ...happening('leave', BEN), reason: 'kicked' } as Output
  t.alike(lines(timeline, kicked), ['12:00 ben was kicked'])
})

test('--quiet-joins hides joins and leaves', (t) => {
  const timeline = arrived({ isQuiet: false, isQuietOnJoins: true })
  lines(timeline, post(BEN, 'hi'))
  t.alike(lines(timeline, happening('leave', BEN)), [])
  t.alike(lines(timeline, happening('join', HOST)), [])
  t.is(counting(timeline), '')
})

test('--quiet keeps posts and answers', (t) => {
  const timeline = arrived({ isQuiet: true, isQuietOnJoins: false })
  t.alike(lines(timeline, post(BEN, 'hi')), ['12:00 ben: hi'])
  t.alike(lines(timeline, happening('leave', BEN)), [])
  t.alike(lines(timeline, { event: 'dropped', reason: 'missing', author: '', count: 1 }), [])
  t.alike(lines(timeline, { event: 'problem', text: 'no' }), ['no'])
  t.alike(lines(timeline, { event: 'help', lines: ['a', 'b'] }), ['a', 'b'])
})

test('a new day gets a line, and history gets its own', (t) => {
  const timeline = arrived()
  const yesterday = NOON - 24 * 60 * MINUTE
  const past = (time: number): Output => ({ ...post(BEN, 'x'), time, isHistory: true }) as Output
  t.alike(lines(timeline, past(yesterday)), ['── Mon 23 Nov 2026 ──', '12:00 ben: x'])
  t.alike(lines(timeline, past(yesterday + MINUTE)), ['12:01 ben: x'])
  t.alike(lines(timeline, post(BEN, 'now')), ['── Tue 24 Nov 2026 ──', '12:00 ben: now'])
  const tomorrow = NOON + 12 * 60 * MINUTE
  timeline.typed(tomorrow)
  t.alike(lines(timeline, { ...post(BEN, 'late'), time: tomorrow } as Output, tomorrow), [
    '── Wed 25 Nov 2026 ──',
    '00:00 ben: late'
  ])
})

test('an unread line separates what arrived since the person last typed', (t) => {
  const timeline = arrived()
  const minutes = (count: number): number => NOON + count * MINUTE
  t.alike(lines(timeline, post(BEN, 'one'), minutes(4.9)), ['12:00 ben: one'])
  t.alike(lines(timeline, post(BEN, 'two'), minutes(5)), ['── unread ──', '12:00 ben: two'])
  t.alike(lines(timeline, post(BEN, 'three'), minutes(15)), ['12:00 ben: three'])
  timeline.typed(minutes(16))
  t.alike(lines(timeline, post(BEN, 'four'), minutes(20)), ['12:00 ben: four'])
  t.alike(lines(timeline, post(ANNA, 'mine'), minutes(30)), ['12:00 anna: mine'])
  t.alike(lines(timeline, post(BEN, 'five'), minutes(30)), ['── unread ──', '12:00 ben: five'])
})

test('an unread line separates what arrives while the terminal is out of focus', (t) => {
  const timeline = arrived()
  timeline.lostFocus()
  t.alike(lines(timeline, post(BEN, 'one')), ['── unread ──', '12:00 ben: one'])
  t.alike(lines(timeline, post(BEN, 'two')), ['12:00 ben: two'])
  timeline.typed(NOON)
  t.alike(lines(timeline, post(BEN, 'three')), ['12:00 ben: three'])
  timeline.lostFocus()
  t.alike(lines(timeline, post(BEN, 'four')), ['── unread ──', '12:00 ben: four'])
})

test('history shows posts, not joins and leaves', (t) => {
  const timeline = arrived()
  const past = (output: Output): Output => ({ ...output, isHistory: true }) as Output
  t.alike(lines(timeline, past(post(BEN, 'x'))), ['12:00 ben: x'])
  t.alike(lines(timeline, past(happening('join', BEN))), [])
  t.alike(lines(timeline, past({ ...happening('rename', BEN), formerly: 'benno' } as Output)), [])
  t.is(counting(timeline), '')
})

test('search results show their days', (t) => {
  const timeline = arrived()
  const found = (count: number): Output => {
    const event = { ...post(BEN, 'x'), time: NOON - 24 * 60 * MINUTE } as never
    return { event: 'found', events: Array.from({ length: count }, () => event) }
  }
  t.alike(lines(timeline, found(0)), ['── nothing found ──'])
  t.alike(lines(timeline, found(2)), [
    '── Mon 23 Nov 2026 ──',
    '12:00 ben: x',
    '12:00 ben: x',
    '── that was 2 messages from before ──'
  ])
})

test('who returns is told how long they were away, and then what was missed', (t) => {
  const timeline = arrived()
  t.alike(lines(timeline, WELCOME_BACK), [], 'nothing they do not know')
  for (const text of ['one', 'two']) t.alike(lines(timeline, missed(text)), [], 'in a moment')
  t.alike(lines(timeline, { event: 'problem', text: 'trouble' }), ['trouble'])
  const returned = { event: 'returned', seconds: 42, missed: 2, earlier: 0 } as const
  t.alike(lines(timeline, returned), [
    '── away 42 s, 2 missed ──',
    '12:00 ben: one',
    '12:00 ben: two'
  ])
  t.alike(lines(timeline, post(BEN, 'live')), ['12:00 ben: live'])
  t.alike(lines(timeline, missed('shown at once, as to a newcomer')).length, 1)
})

test('a connection that breaks again leaves what was missed for the next return', (t) => {
  const timeline = arrived()
  lines(timeline, WELCOME_BACK)
  lines(timeline, missed('one'))
  lines(timeline, WELCOME_BACK)
  lines(timeline, missed('two'))
  const returned = { event: 'returned', seconds: 90, missed: 2, earlier: 0 } as const
  t.is(lines(timeline, returned).length, 3)
})

test('of more than anybody reads the newest are shown, and the others counted', (t) => {
  const timeline = arrived()
  lines(timeline, WELCOME_BACK)
  const most = LIMITS.shownMissed
  for (let count = 1; count <= most + 32; count++) lines(timeline, missed(`${count}`))
  const returned = { event: 'returned', seconds: 7300, missed: most + 32, earlier: 32 } as const
  const shown = lines(timeline, returned)
  t.alike(shown.slice(0, 3), [
    `── away 2 h, ${most + 32} missed ──`,
    '32 earlier, /more',
    '12:00 ben: 33'
  ])
  t.is(shown.length, 2 + most)
})

test('one connection that takes the place of another at once is not worth a line', (t) => {
  const timeline = arrived()
  lines(timeline, WELCOME_BACK)
  t.alike(lines(timeline, { event: 'returned', seconds: 0, missed: 0, earlier: 0 }), [])
})

test('what is shown from before is not shown again as history', (t) => {
  const timeline = new Timeline(LOUD, NOON)
  const past = { ...missed('seen before'), id: 'ab' } as Output
  t.is(lines(timeline, past).length, 1)
  lines(timeline, { ...WELCOME_BACK, isReturn: false })
  t.alike(lines(timeline, past), [])
  t.is(lines(timeline, { ...missed('new'), id: 'cd' } as Output).length, 1)
})

test('the last speaker is completed first', (t) => {
  const timeline = arrived()
  for (const author of [BEN, HOST, BEN, ANNA, HOST]) lines(timeline, post(author, 'x'))
  t.alike(timeline.speakers, [HOST, ANNA, BEN])
})

const WELCOME_BACK: Extract<Output, { event: 'welcome' }> = {
  event: 'welcome',
  room: HOST,
  you: ANNA,
  name: 'anna',
  roster: [],
  isReturn: true,
  roomName: null,
  isPrivate: false,
  transcript: 'kept'
}

function missed(text: string): Output {
  return { ...post(BEN, text), isHistory: true } as Output
}

function arrived(options = LOUD): Timeline {
  const timeline = new Timeline(options, NOON)
  const facts = { roomName: null, isPrivate: false, transcript: 'kept' } as const
  const who = { room: HOST, you: ANNA, name: 'anna', roster: [] }
  timeline.take({ event: 'welcome', ...who, ...facts, isReturn: false }, NOON)
  return timeline
}

function lines(timeline: Timeline, output: Output, now = NOON): string[] {
  return timeline.take(output, now).map(({ head, body }) => plainText([...head, ...body]))
}

function counting(timeline: Timeline): string {
  const { head = [], body = [] } = timeline.counting ?? {}
  return plainText([...head, ...body])
}

function post(author: string, text: string): Output {
  return { ...happening('post', author), text, id: '', signature: '' } as Output
}

function happening(event: string, author: string, name = NAMES[author]): Output {
  const isOwn = author === ANNA
  return {
    event,
    seq: 1,
    time: NOON,
    author,
    name,
    reason: 'left',
    isHistory: false,
    isOwn
  } as Output
}
