// Appends events to the transcript in a folder as fast as they are written, and prints the number of each
// one that is: `node transcript-writer.js <folder>`. It goes on until it is killed.
import fs from '#fs'
import { encodeEvent } from '../../shared/room/events.ts'
import { args } from '../../shared/app/runtime.ts'
import { Transcript } from '../../server-app/log/transcript.ts'

const AT_ONCE = 20

const transcript = Transcript.open({ folder: args[0] ?? '', maxFileBytes: 64 * 1024 })
let next = transcript.lastSeq + 1

transcript.onWritten = () => {
  fs.writeSync(1, `${transcript.lastSeq}\n`)
  appendSome()
}
appendSome()

function appendSome(): void {
  for (let count = 0; count < AT_ONCE; count++) {
    const name = 'x'.repeat((next * 37) % 2000)
    transcript.append(encodeEvent(next, Date.now(), { type: 'join', author: '', name }))
    next++
  }
}
