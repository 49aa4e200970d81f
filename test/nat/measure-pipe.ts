// A large pipe through many breaks: node test/nat/measure-pipe.js, or with a Bare. The environment may say MIB, BREAKS
// and SEED.
import test from 'brittle'
import { environment, runtime } from '../../shared/app/runtime.ts'
import { MIB } from '../helpers/files.ts'
import { sendThroughBreaks } from './broken-pipe.ts'

const size = Number(environment('MIB') ?? 200)
const breaks = Number(environment('BREAKS') ?? 10)
const seed = Number(environment('SEED') ?? Math.floor(Math.random() * 2 ** 31))

test(`${size} MiB through ${breaks} breaks`, { timeout: 600_000 }, async (t) => {
  const begunAt = Date.now()
  const { codes, isSame, resumes } = await sendThroughBreaks(t, {
    sizeBytes: size * MIB,
    breaks,
    seed
  })
  t.alike(codes, [0, 0])
  t.ok(isSame)
  const seconds = Math.round((Date.now() - begunAt) / 1000)
  console.log(`RESULT\t${runtime}\tseed ${seed}\t${resumes} times resumed\t${seconds} s`)
})
