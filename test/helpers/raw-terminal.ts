// Puts the terminal into raw mode and leaves it in the way its argument names.
import process from '#process'
import { leave, onRestore, run } from '../../shared/exit.ts'
import { args } from '../../shared/runtime.ts'

const [way] = args

run(async () => {
  process.stdin.setRawMode(true)
  process.stdin.on('data', () => {})
  onRestore(() => process.stdin.setRawMode(false))
  process.stdout.write('raw\r\n')

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
