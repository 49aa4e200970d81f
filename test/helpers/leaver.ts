// Exits in the way its argument names.
import process from '#process'
import { onShutdown, run } from '../../shared/app/exit.ts'
import { print, say } from '../../shared/app/outlets.ts'
import { args } from '../../shared/app/runtime.ts'
import { wait } from '../../shared/base/clock.ts'
import { ChatError } from '../../shared/base/errors.ts'

const LONG_OUTPUT = 'x'.repeat(1024 * 1024)
/** Longer than a signal takes to arrive. */
const MOMENT_MS = 200

const LONG_MS = 60_000

const [way = ''] = args

run(async () => {
  if (way === 'hung shutdown') {
    onShutdown(() => {
      say('shutting down\n')
      return new Promise(() => {})
    })
  }
  if (way === 'long output') void print(LONG_OUTPUT)
  if (way === 'hangup') {
    process.kill(process.pid, 'SIGHUP')
    await wait(MOMENT_MS)
    return 7
  }
  if (way === 'failed by shutdown') {
    const failed = new Promise<number>((_, reject) => onShutdown(() => reject(new Error('ended'))))
    say('ready\n')
    // A promise alone keeps no process.
    return Promise.race([failed, wait(LONG_MS).then(() => 0)])
  }
  say('ready\n')
  if (way === 'long output, done') {
    void print(LONG_OUTPUT)
    return 0
  }
  if (way === 'long output, failed') {
    void print(LONG_OUTPUT)
    throw new ChatError('KICKED')
  }
  await wait(LONG_MS)
  return 0
})
