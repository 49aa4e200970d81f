// Measures who gets together with whose help, ours beside plain peers: node test/nat/measure-relays.js, or with a Bare.
// Prints a table. The environment may say CELL (part of its name, as `ours: random × random`) and TIMES.
import test, { type Assertions } from 'brittle'
import { environment, runtime } from '../../shared/app/runtime.ts'
import { CELLS, meet, nameOf, type Cell, type Meeting } from './meetings.ts'
import { tableOf, type Measured } from './meeting-table.ts'

const times = Number(environment('TIMES') ?? 5)
const wanted = environment('CELL') ?? ''

const measured: Measured[] = []
for (const cell of CELLS.filter((one) => nameOf(one).includes(wanted))) {
  const name = nameOf(cell)
  const meetings: Measured['meetings'] = []
  measured.push({ cell, meetings })
  for (let time = 1; time <= times; time++) {
    test(`${name} ${time}`, { timeout: 300_000 }, async (t) => {
      const meeting = await meetAtLast(t, cell)
      meetings.push(meeting)
      t.pass()
      console.log(`RESULT\t${runtime}\t${name}\t${meeting.ms ?? 'failed'}\t${meeting.how}`)
    })
  }
}

test('the table', (t) => {
  console.log(tableOf(measured))
  t.pass()
})

/** On a busy machine the host or who helps may not come up in time, which says nothing of the cell. */
async function meetAtLast(t: Assertions, cell: Cell): Promise<Meeting> {
  for (;;) {
    try {
      return await meet(t, cell)
    } catch (error) {
      t.comment(
        `once more: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
      )
    }
  }
}
