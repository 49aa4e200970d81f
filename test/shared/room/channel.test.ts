import test from 'brittle'
import { channelPair } from '../../helpers/channel-pair.ts'

const HELLO = { name: 'anna', since: null, instance: null }

test('messages sent before the channel is open arrive in order', async (t) => {
  const { client, host } = channelPair(t, HELLO)
  const arrived: unknown[] = []
  client.rename('first')
  client.seen(2)
  client.rename('third')
  await new Promise<void>((resolve) => {
    host.listen({
      onOpen: (hello) => arrived.push(hello),
      onSeen: (seq) => arrived.push(seq),
      onRename: (name) => {
        arrived.push(name)
        if (name === 'third') resolve()
      }
    })
  })
  t.alike(arrived, [HELLO, 'first', 2, 'third'])
})

test('a message without a handler ends the session with a reason', async (t) => {
  const { client, host } = channelPair(t, HELLO)
  const told = new Promise((resolve) => client.listen({ onBreak: resolve }))
  const seen = new Promise((resolve) => host.listen({ onBreach: resolve }))
  client.rename('ben')
  t.is(await seen, 'protocol')
  t.is(await told, 'protocol')
})

test('several owners may add handlers, and nothing is delivered after a breach', async (t) => {
  const { client, host } = channelPair(t, HELLO)
  const names: string[] = []
  host.listen({ onRename: (name) => names.push(name) })
  host.listen({ onOpen: () => host.refuse('protocol') })
  const told = new Promise((resolve) => client.listen({ onBreak: resolve }))
  client.rename('unheard')
  t.is(await told, 'protocol')
  t.alike(names, [])
})
