import test from 'brittle'
import { MIB } from '../helpers/files.ts'
import { inLab } from './available.ts'
import { sendThroughBreaks } from './broken-pipe.ts'

test('a pipe goes on after a cut, and from another address', inLab(), async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  t.comment(`seed ${seed}`)
  const { codes, isSame, resumes } = await sendThroughBreaks(t, {
    sizeBytes: 40 * MIB,
    breaks: 2,
    seed
  })
  t.alike(codes, [0, 0])
  t.ok(isSame)
  t.ok(resumes > 0, `${resumes} times`)
})
