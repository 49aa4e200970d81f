// A chat that receives a thousand messages in a second. Prints how many writes its screen needed, and how long the first
// typed letter took to appear.
import b4a from 'b4a'
import fs from '#fs'
import process from '#process'
import { leave, run } from '../../shared/app/exit.ts'
import { openUi } from '../../shared/chat/choose-ui.ts'
import { readHostOptions } from '../../shared/app/read-options.ts'

import { NOBODY } from './nobody.ts'

const loadScreen = () => import('../../shared/terminal/screen-ui.ts')
const MESSAGES = 1000
const SECOND_MS = 1000

run(async () => {
  const options = await readHostOptions()
  if ('text' in options || options.mode !== 'chat') return 2
  const writes: { time: number; text: string }[] = []
  const writeSync = fs.writeSync.bind(fs) as (fd: number, bytes: Uint8Array) => number
  fs.writeSync = ((fd: number, bytes: Uint8Array) => {
    writes.push({ time: Date.now(), text: b4a.toString(bytes) })
    return writeSync(fd, bytes)
  }) as typeof fs.writeSync
  let typed = 0
  process.stdin.on('data', () => (typed ||= Date.now()))

  const quiet = {
    folder: null,
    remembersIn: null,
    isUnattended: false,
    alias: null,
    report: () => {}
  }
  const ui = await openUi({ ...options, ...quiet }, loadScreen)
  void ui.run(NOBODY)
  const started = Date.now()
  await new Promise<void>((resolve) => {
    let said = 0
    const clock = setInterval(() => {
      const due = Math.min(((Date.now() - started) / SECOND_MS) * MESSAGES, MESSAGES)
      for (; said < due; said++) ui.say({ event: 'line', text: `message ${said}.`, isOwn: false })
      if (said < MESSAGES || typed === 0) return
      clearInterval(clock)
      resolve()
    }, 1)
  })
  await ui.heard()
  const shown =
    writes.find(({ time, text }) => time >= typed && text.includes('x'))?.time ?? Infinity
  const busy = writes.filter(({ time }) => time - started <= SECOND_MS).length
  await leave(await report(`${busy} writes, shown after ${shown - typed} ms`))
  return 1

  async function report(text: string): Promise<number> {
    ui.say({ event: 'line', text, isOwn: false })
    await ui.heard()
    return 0
  }
})
