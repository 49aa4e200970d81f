import test from 'brittle'
import { testKey } from '../../helpers/keys.ts'
import { EventLog } from '../../../shared/log/event-log.ts'
import { LookBack } from '../../../shared/log/look-back.ts'
import { encodeEvent } from '../../../shared/room/events.ts'
import { newId } from '../../../shared/room/signing.ts'

test('each time what was before is shown, from where the log ended', async (t) => {
  const log = new EventLog()
  post(log, ['1', '2', '3', '4', '5'])
  const past = new LookBack(log)
  post(log, ['new'])
  const earlier = async (count: number): Promise<string[]> => textsOf(await past.earlier(count))
  t.alike(await earlier(2), ['4', '5'])
  t.alike(await earlier(2), ['2', '3'])
  t.alike(await earlier(2), ['1'])
  t.alike(await earlier(2), [])
  past.returnTo(log.givenSeq + 1)
  t.alike(await earlier(2), ['5', 'new'])
})

test('what was appended a moment ago is found, and converted', async (t) => {
  const log = new EventLog()
  const past = new LookBack(log, (found) => ({ ...found, seq: found.seq + 100 }))
  post(log, ['a', 'b', 'ab'])
  const found = await past.find(9, (text) => text.includes('a'))
  t.alike(textsOf(found), ['a', 'ab'])
  t.alike(
    found.map(({ seq }) => seq),
    [101, 103]
  )
})

function textsOf(posts: { text: string }[]): string[] {
  return posts.map(({ text }) => text)
}

function post(log: EventLog, texts: string[]): void {
  const author = testKey('ab')
  for (const text of texts) {
    const fields = { author, name: 'anna', id: newId(), text, signedAt: null, signature: null }
    log.append((seq) => encodeEvent(seq, 1, { type: 'post', ...fields }))
  }
}
