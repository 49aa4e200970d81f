import test from 'brittle'
import { Room, type Member } from '../server-app/room.ts'

test('everyone but the author hears what was said, under the name of the author', (t) => {
  const { room, ada, bob, eve } = roomOfThree()
  room.post(ada, 'hello')
  t.alike([ada.heard, bob.heard, eve.heard], [[], ['ada: hello'], ['ada: hello']])
})

test('everyone hears the lines in the order they were said', (t) => {
  const { room, ada, bob, eve } = roomOfThree()
  for (const author of [ada, bob, ada, ada, bob]) room.post(author, 'so')
  t.alike(eve.heard, ['ada: so', 'bob: so', 'ada: so', 'ada: so', 'bob: so'])
  t.alike(ada.heard, ['bob: so', 'bob: so'])
  t.alike(bob.heard, ['ada: so', 'ada: so', 'ada: so'])
})

test('a blank line is heard by nobody', (t) => {
  const { room, ada, bob } = roomOfThree()
  for (const text of ['', ' ', '\t', ' \u00a0 ', '\r']) room.post(ada, text)
  t.alike(bob.heard, [])
})

test('the white space in a line is kept', (t) => {
  const { room, ada, bob } = roomOfThree()
  room.post(ada, '  in  columns ')
  t.alike(bob.heard, ['ada:   in  columns '])
})

test('who comes later has not heard what was said before', (t) => {
  const { room, ada } = roomOfThree()
  room.post(ada, 'early')
  const late = new Listener('late')
  room.join(late)
  room.post(ada, 'now')
  t.alike(late.heard, ['ada: now'])
})

test('who has left hears nothing more, and the others still do', (t) => {
  const { room, ada, bob, eve } = roomOfThree()
  room.post(ada, 'first')
  room.leave(bob)
  room.post(ada, 'second')
  t.alike(bob.heard, ['ada: first'])
  t.alike(eve.heard, ['ada: first', 'ada: second'])
})

test('a member that leaves while it is told a line keeps it from nobody', (t) => {
  const room = new Room()
  const ada = new Listener('ada')
  const leaver: Member = { name: 'leaver', tell: () => room.leave(leaver) }
  const eve = new Listener('eve')
  for (const member of [ada, leaver, eve]) room.join(member)
  room.post(ada, 'hello')
  t.alike(eve.heard, ['ada: hello'])
  t.is(room.size, 2)
})

test('two members of one name are two members', (t) => {
  const { room, ada } = roomOfThree()
  const namesake = new Listener('ada')
  room.join(namesake)
  room.post(ada, 'hello')
  t.alike(namesake.heard, ['ada: hello'])
})

test('the room counts who is here, each once', (t) => {
  const { room, ada, bob } = roomOfThree()
  room.join(ada)
  t.is(room.size, 3)
  room.leave(bob)
  room.leave(bob)
  t.is(room.size, 2)
})

class Listener implements Member {
  readonly name: string
  readonly heard: string[] = []

  constructor(name: string) {
    this.name = name
  }

  tell(line: string): void {
    this.heard.push(line)
  }
}

function roomOfThree(): { room: Room; ada: Listener; bob: Listener; eve: Listener } {
  const room = new Room()
  const ada = new Listener('ada')
  const bob = new Listener('bob')
  const eve = new Listener('eve')
  for (const member of [ada, bob, eve]) room.join(member)
  return { room, ada, bob, eve }
}
