// Takes over a terminal as a chat does, and exits in the way its argument names.
import process from '#process'
import { leave, run } from '../../shared/app/exit.ts'
import { openUi } from '../../shared/chat/choose-ui.ts'
import { readHostOptions } from '../../shared/app/read-options.ts'
import { args } from '../../shared/app/runtime.ts'
import { NOBODY } from './nobody.ts'

const [way] = args.splice(0)

run(async () => {
  const options = await readHostOptions()
  if ('text' in options || options.mode !== 'chat') return 2
  const quiet = {
    folder: null,
    remembersIn: null,
    report: () => {},
    isUnattended: false,
    alias: null
  }
  const ui = await openUi(
    { ...options, ...quiet },
    () => import('../../shared/terminal/screen-ui.ts')
  )
  // Before the screen is up.
  if (way === 'early') {
    ui.say({ event: 'line', text: 'is due', isOwn: false })
    return 9
  }
  void ui.run(NOBODY)
  ui.say({ event: 'line', text: 'is shown', isOwn: false })
  await ui.heard()
  ui.say({ event: 'line', text: 'is due', isOwn: false })

  if (way?.startsWith('SIG')) process.kill(process.pid, way)
  if (way === 'throw') setTimeout(() => throwIt(), 1)
  if (way === 'reject') void Promise.reject(new Error('on purpose'))
  if (way === 'leave') await leave(7)
  if (way === 'return') return 8
  return new Promise(() => {})
})

function throwIt(): void {
  throw new Error('on purpose')
}
