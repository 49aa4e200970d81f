import test from 'brittle'
import { Outbox } from '../../../client-app/member/outbox.ts'
import type { Said } from '../../../client-app/memory/said.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const MOST = LIMITS.postsUnderWay
const BEN = { key: testKey('b'), name: 'ben', isPlain: false, isAway: false }

test('texts wait in order and are sent once connected, each once, a limited number at a time', (t) => {
  const outbox = filled(MOST + 5)
  const sent = sentThrough(outbox)
  t.alike(sent, ids(0, MOST))
  outbox.take('0')
  outbox.take('1')
  t.alike(sent, ids(0, MOST + 2))
  t.is(outbox.texts.length, MOST + 3)
})

test('texts that were not accepted are sent again after reconnecting, in the same order', (t) => {
  const outbox = filled(10)
  sentThrough(outbox)
  outbox.take('0')
  outbox.take('3')
  outbox.close()
  t.alike(sentThrough(outbox), ['1', '2', '4', '5', '6', '7', '8', '9'])
})

test('an accepted text is removed, whenever that is confirmed', (t) => {
  const outbox = filled(3)
  t.is(outbox.take('2')?.id, '2', 'not even sent: it was taken before the connection was lost')
  t.is(outbox.take('2'), null)
  t.is(outbox.take('nobody’s'), null)
  t.alike(sentThrough(outbox), ['0', '1'])
})

test('nothing is sent while the outbox is closed or slowed down', async (t) => {
  const outbox = filled(2)
  const sent = sentThrough(outbox)
  outbox.slowDown(1)
  void outbox.add(post('2'))
  t.alike(sent, ['0', '1'])
  await new Promise<void>((resolve) => {
    outbox.open(({ id }) => {
      sent.push(id)
      if (id === '2') resolve()
    })
  })
  t.alike(sent, ['0', '1', '0', '1', '2'])
  outbox.close()
  void outbox.add(post('3'))
  t.is(sent.length, 5)
})

test('a slow-down ends with the connection it came from', async (t) => {
  const outbox = filled(1)
  sentThrough(outbox)
  outbox.slowDown(1)
  outbox.close()
  const sent = sentThrough(outbox)
  t.alike(sent, ['0'], 'at once')
  // The other one is due later.
  const later = filled(1)
  sentThrough(later)
  later.slowDown(2)
  await new Promise<void>((resolve) => later.open(() => resolve()))
  t.alike(sent, ['0'], 'and not again')
})

test('a slow-down concerns posts; a whisper under way has its own answer', async (t) => {
  const outbox = new Outbox()
  void outbox.add(post('post'))
  void outbox.add({ ...post('whisper'), to: BEN })
  const sent: string[] = []
  await new Promise<void>((resolve) => {
    outbox.open(({ id }) => {
      sent.push(id)
      if (sent.length === 2) outbox.slowDown(1)
      if (sent.length === 3) resolve()
    })
  })
  t.alike(sent, ['post', 'whisper', 'post'])
})

test('one can wait for space in the outbox, and for it to be empty', async (t) => {
  const outbox = filled(MOST - 2)
  const done: string[] = []
  const note = (what: string) => (): void => void done.push(what)
  await outbox.add(post('a'))
  const added = outbox.add(post('b')).then(note('room'))
  const emptied = outbox.atMost(0).then(note('empty'))
  t.alike(done, [])
  outbox.take('0')
  await added
  t.alike(done, ['room'])
  for (const id of [...ids(1, MOST - 2), 'a', 'b']) outbox.take(id)
  await emptied
  t.alike(done, ['room', 'empty'])
})

test('a waiting whisper shows its recipient', (t) => {
  const outbox = new Outbox()
  void outbox.add({ ...post('1'), to: BEN })
  void outbox.add({ ...post('2'), to: 'eve' })
  t.alike(outbox.texts, ['to ben alone: x', 'to eve alone: x'])
})

test('a text is saved before it is shown, and until it is finished', (t) => {
  const kept: string[] = []
  const store = {
    left: [post('left')],
    add: ({ id, to }: Said) => {
      kept.push(`+${id}${to === null ? '' : ' to ' + (typeof to === 'string' ? to : to.key)}`)
      if (to === null) t.absent(outbox.said.some((said) => said.id === id))
    },
    remove: (id: string) => void kept.push(`-${id}`)
  }
  const outbox = new Outbox(store)
  void outbox.add(post('0'))
  void outbox.add({ ...post('1'), to: 'ben' })
  outbox.address(() => BEN)
  t.alike(sentThrough(outbox), ['left', '0', '1'])
  for (const id of ['left', '0', '0']) outbox.take(id)
  t.alike(kept, ['+0', '+1 to ben', `+1 to ${BEN.key}`, '-left', '-0'])
})

function filled(count: number): Outbox {
  const outbox = new Outbox()
  for (const id of ids(0, count)) void outbox.add(post(id))
  return outbox
}

function post(id: string): Said {
  return { id, text: 'x', to: null, typedAt: 1, after: null }
}

/** Opens it; what is sent comes into the list. */
function sentThrough(outbox: Outbox): string[] {
  const sent: string[] = []
  outbox.open(({ id }) => void sent.push(id))
  return sent
}

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => String(from + index))
}
