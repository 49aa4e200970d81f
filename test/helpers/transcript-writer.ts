// Appends events to the transcript in a folder as fast as they are written, and prints the number of each
// event written: `node transcript-writer.js <folder>`. Runs until it is killed.
import fs from '#fs'
import { testKey } from './keys.ts'
import { encodeEvent } from '../../shared/room/events.ts'
import { args } from '../../shared/app/runtime.ts'
import { EventLog } from '../../shared/log/event-log.ts'
import { Transcript } from '../../shared/log/transcript.ts'

const AT_ONCE = 20

const store = Transcript.open({ folder: args[0] ?? '', maxFileBytes: 64 * 1024 })
const log = new EventLog(store)

log.onWritten = () => {
  fs.writeSync(1, `${log.lastSeq}\n`)
  appendSome()
}
appendSome()

function appendSome(): void {
  for (let count = 0; count < AT_ONCE; count++) {
    log.append((seq) => {
      const name = 'x'.repeat((seq * 37) % 2000)
      return encodeEvent(seq, 1, { type: 'join', author: testKey('a'), name, isPlain: false })
    })
  }
}
