// Measures how soon a chat goes on after each fault: node test/nat/measure-mobility.js, or with a Bare. The environment
// may say CASE (what the name begins with) and TIMES.
import test from 'brittle'
import { environment, runtime } from '../../shared/app/runtime.ts'
import { CASES, measure } from './mobility.ts'

const times = Number(environment('TIMES') ?? 3)
const wanted = environment('CASE') ?? ''

for (const one of CASES.filter(({ name }) => name.startsWith(wanted))) {
  for (let time = 1; time <= times; time++) {
    test(`${one.name} ${time}`, { timeout: 300_000 }, async (t) => {
      const took = await measure(t, one)
      t.pass()
      console.log(`RESULT\t${runtime}\t${one.name}\t${took}`)
    })
  }
}
