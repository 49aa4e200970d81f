import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { createPlace, start } from '../helpers/apps.ts'
import { Random } from '../helpers/random.ts'

/** On Node, nearly every one of them finds a host that shows events before it has them. */
const KILLS = 20
const LINES = 1000
/** Less than a line takes when it is shown. */
const LINE_BYTES = 100
/** Each round waits for the disk, which may be busy. */
const SLOW = { timeout: 90_000 }

test('a host killed while it writes has kept all it showed, and numbers on', SLOW, async (t) => {
  const place = await createPlace(t)
  const random = new Random(1)
  const file = path.join(place.storage, 'hyperdht-chat/host/default/transcript/000000000001.ndjson')
  let shown = 0
  for (let round = 0; round < KILLS; round++) {
    const host = start(place, ['server-app', '--chat', '--json', '--history', '0'])
    await host.said(/"event":"listening"/)
    const text = 'x'.repeat(random.below(100) + 1)
    host.write(`${JSON.stringify({ command: 'say', text })}\n`.repeat(LINES))
    await host.printed(/"event":"post"/)
    // While it writes: afterwards it has kept everything in any case.
    await host.received(random.below(LINES * LINE_BYTES))
    host.kill('SIGKILL')
    await host.exited
    // What was printed last may be torn itself.
    const last = b4a.toString(host.stdout).split('\n').at(-2) ?? ''
    shown = seqOf(last)
    const whole = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)
    if (whole.length < shown) t.fail(`${shown} shown, ${whole.length} kept`)
    const odd = whole.findIndex((line, index) => seqOf(line) !== index + 1)
    if (odd !== -1) t.fail(`line ${odd + 1}: ${whole[odd]?.slice(0, 40)}`)
  }
  t.ok(shown > KILLS, `${shown} events over ${KILLS} kills`)
})

function seqOf(line: string): number {
  try {
    return (JSON.parse(line) as { seq: number }).seq
  } catch {
    return -1
  }
}
