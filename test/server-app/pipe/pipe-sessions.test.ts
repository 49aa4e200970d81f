import test from 'brittle'
import { PipeSessions, type Resumable } from '../../../server-app/pipe/pipe-sessions.ts'
import { testKey } from '../../helpers/keys.ts'
import { LIMITS } from '../../../shared/base/limits.ts'

const ANNA = testKey('1')
const EVE = testKey('2')
const SECRET = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)

test('a pipe is found only by the key of its peer together with its secret', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const pipe = pipeOf(0)
  sessions.add(pipe, ANNA, SECRET)
  t.is(sessions.find(ANNA, SECRET), pipe)
  t.is(sessions.find(ANNA, OTHER), null, 'with another secret')
  t.is(sessions.find(EVE, SECRET), null, 'with another key')
  t.is(sessions.find(ANNA, `${SECRET.slice(0, -1)}c`), null, 'with all but the last digit')
  sessions.delete(pipe)
  t.is(sessions.find(ANNA, SECRET), null, 'once it is over')
})

test('a pipe that is over waits no more', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const pipe = pipeOf(0)
  sessions.wait(pipe)
  sessions.delete(pipe)
  t.absent(sessions.isWaiting(pipe))
})

test('one pipe among several is found', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const pipes = [ANNA, EVE].flatMap((peer) =>
    [SECRET, OTHER].map((secret) => ({ peer, secret, pipe: pipeOf(0) }))
  )
  for (const { pipe, peer, secret } of pipes) sessions.add(pipe, peer, secret)
  t.ok(pipes.every(({ pipe, peer, secret }) => sessions.find(peer, secret) === pipe))
})

test('strangers who send a byte and vanish displace only each other', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const anna = pipeOf(0, 1000)
  sessions.wait(anna)
  const strangers = Array.from({ length: LIMITS.waitingPipes + 2 }, () => pipeOf(0, 1))
  for (const stranger of strangers) sessions.wait(stranger)
  t.absent(anna.isGivenUp)
  t.is(strangers.filter(({ isGivenUp }) => isGivenUp).length, 3)
})

test('waiting pipes share one memory limit', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const pipes = Array.from({ length: 5 }, () => pipeOf(LIMITS.waitingBytes / 4))
  for (const pipe of pipes) sessions.wait(pipe)
  t.alike(
    pipes.map(({ isGivenUp }) => isGivenUp),
    [true, false, false, false, false]
  )
})

test('a resumed pipe no longer counts as waiting', (t) => {
  const sessions = new PipeSessions<Resumable>()
  const [first, second] = [pipeOf(LIMITS.waitingBytes), pipeOf(LIMITS.waitingBytes)]
  sessions.wait(first)
  t.ok(sessions.isWaiting(first))
  sessions.goOn(first)
  t.absent(sessions.isWaiting(first))
  sessions.wait(second)
  t.absent(first.isGivenUp)
  t.absent(second.isGivenUp)
})

function pipeOf(keptBytes: number, movedBytes = 0) {
  const pipe = {
    keptBytes,
    movedBytes,
    isGivenUp: false,
    giveUpWaiting: (): void => void (pipe.isGivenUp = true)
  }
  return pipe
}
