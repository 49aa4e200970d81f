// Gets the outputs of a chat and prints them as lines; `json`, `quiet` and `terminal` choose how.
import { testKey } from './keys.ts'
import { run } from '../../shared/app/exit.ts'
import { args } from '../../shared/app/runtime.ts'
import { LineUi } from '../../shared/chat/line-ui.ts'
import type { Output } from '../../shared/chat/output.ts'

const POST = {
  event: 'post',
  seq: 1,
  time: 1,
  author: testKey('ab'),
  id: 'cd'.repeat(16),
  signedAt: 1,
  signature: 'ef'.repeat(64)
} as const
const VISIT = { ...POST, event: 'join', name: 'eve', isPlain: false } as const

const OUTPUTS: Output[] = [
  { ...POST, name: 'anna', text: 'before', isHistory: true, isOwn: true },
  { ...VISIT, isHistory: true, isOwn: false },
  { ...VISIT, name: 'ben', isHistory: false, isOwn: false },
  { ...POST, name: 'anna', text: 'my own', isHistory: false, isOwn: true },
  { ...POST, name: 'ben', text: 'hello\nthere', isHistory: false, isOwn: false },
  { event: 'line', text: 'typed', isOwn: true },
  { event: 'problem', text: 'no such command' }
]

run(async () => {
  const ui = new LineUi({
    isJson: args.includes('json'),
    isQuiet: args.includes('quiet'),
    isOnTerminal: args.includes('terminal'),
    takesCommands: false,
    report: () => {}
  })
  for (const output of OUTPUTS) ui.say(output)
  await ui.heard()
  return 0
})
