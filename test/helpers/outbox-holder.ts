// Keeps something in an outbox, and runs until it is killed: `node outbox-holder.js <folder> <room> <said>`.
import { isKey } from '../../shared/base/key.ts'
import { OutboxFile } from '../../client-app/memory/outbox-file.ts'
import type { Said } from '../../client-app/memory/said.ts'
import { say } from '../../shared/app/outlets.ts'
import { args } from '../../shared/app/runtime.ts'

const [folder = '', room = '', said = ''] = args
if (!isKey(room)) throw new Error('which room?')
const outbox = new OutboxFile({ folder, room, onProblem: (text) => say(`${text}\n`) })
outbox.add(JSON.parse(said) as Said)
say('kept\n')
setInterval(() => {}, 60_000)
