// A word each way between a host and a client.
import type { Assertions } from 'brittle'
import type { Program } from '../helpers/program.ts'

export async function talk(t: Assertions, host: Program, client: Program): Promise<void> {
  client.write('hello from the client\n')
  await host.printed(/hello from the client/)
  host.write('hello from the host\n')
  await client.printed(/hello from the host/)
  t.pass()
}
