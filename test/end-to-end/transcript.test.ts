import b4a from 'b4a'
import test from 'brittle'
import fs from '#fs'
import path from '#path'
import { Program } from '../helpers/program.ts'
import { Random } from '../helpers/random.ts'

/** Of a host that acknowledges events before it has them, four in five of these find it. */
const KILLS = 40
/** A part of them each test, so that none takes long. */
const ROUNDS = 20
const WRITER = 'test/helpers/transcript-writer.js'

for (let part = 0; part < KILLS / ROUNDS; part++) {
  test(`killed at any moment, a host has lost nothing it acknowledged (${part + 1})`, async (t) => {
    const folder = path.join(await t.tmp(), 'transcript')
    const random = new Random(part + 1)
    let acknowledged = 0
    for (let round = 0; round < ROUNDS; round++) {
      const writer = new Program(t, [WRITER, folder])
      await writer.printed(/\n/)
      await new Promise((resolve) => setTimeout(resolve, random.below(20)))
      writer.kill('SIGKILL')
      await writer.exited
      // The number printed last may be torn itself.
      acknowledged = Number(b4a.toString(writer.stdout).split('\n').at(-2))
      const whole = wholeLines(folder)
      if (whole.length < acknowledged) t.fail(`${acknowledged} acknowledged, ${whole.length} there`)
      const odd = whole.findIndex((line, index) => seqOf(line) !== index + 1)
      if (odd !== -1) t.fail(`line ${odd + 1}: ${whole[odd]?.slice(0, 40)}`)
    }
    t.ok(acknowledged > ROUNDS, `${acknowledged} events over ${ROUNDS} kills`)
    t.ok(fs.readdirSync(folder).length > 2, 'over several files')
  })
}

/** The lines of all files in their order, without what is torn at the very end. */
function wholeLines(folder: string): string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ndjson'))
  const text = names
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .join('')
  return text.split('\n').slice(0, -1)
}

function seqOf(line: string): number {
  try {
    return (JSON.parse(line) as { seq: number }).seq
  } catch {
    return -1
  }
}
