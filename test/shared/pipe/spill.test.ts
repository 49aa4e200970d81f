import test, { type Assertions } from 'brittle'
import b4a from 'b4a'
import fs from '#fs'
import process from '#process'
import { codeOf } from '../../../shared/base/errors.ts'
import { Spill } from '../../../shared/pipe/spill.ts'
import { Random } from '../../helpers/random.ts'
import {
  missingTemporaryFolder,
  openFileSizes,
  ownTemporaryFolder
} from '../../helpers/temporary-folder.ts'

const MIB = 1024 * 1024
const isLinux = process.platform === 'linux'
const isWindows = process.platform === 'win32'

test('a new spill is empty', (t) => {
  const spill = new Spill()
  t.ok(spill.isEmpty)
  t.is(spill.shift().length, 0)
  spill.close()
})

test('what was put in comes out in order, and then the spill is empty', (t) => {
  const spill = new Spill()
  t.teardown(() => spill.close())
  spill.push(b4a.from('first '))
  spill.push(b4a.from('second'))
  t.absent(spill.isEmpty)
  t.is(b4a.toString(spill.shift()), 'first second')
  t.ok(spill.isEmpty)
  t.is(spill.shift().length, 0)
  spill.push(b4a.from('third'))
  t.is(b4a.toString(spill.shift()), 'third', 'and it is there for more')
})

test('the memory of a taken chunk is reused once released', (t) => {
  const spill = new Spill()
  t.teardown(() => spill.close())
  const bytes = b4a.concat([1, 2, 3, 4].map((value) => b4a.alloc(MIB, value)))
  spill.push(bytes)
  const [first, second] = [spill.shift(), spill.shift()]
  t.alike([first[0], second[0]], [1, 2], 'two that are out are apart')
  spill.recycle(first)
  const third = spill.shift()
  t.is(third.buffer, first.buffer)
  t.alike([second[0], third[0], spill.shift()[0]], [2, 3, 4])
  t.ok(spill.isEmpty)
})

test('an empty chunk leaves a spill empty', (t) => {
  const spill = new Spill()
  t.teardown(() => spill.close())
  spill.push(b4a.alloc(0))
  t.ok(spill.isEmpty)
  t.is(spill.shift().length, 0)
})

test('no more than 1 MiB comes out at once', (t) => {
  const spill = new Spill()
  t.teardown(() => spill.close())
  spill.push(b4a.alloc(2.5 * MIB, 'x'))
  t.alike([spill.shift().length, spill.shift().length], [MIB, MIB])
  t.absent(spill.isEmpty)
  t.is(spill.shift().length, MIB / 2)
  t.ok(spill.isEmpty)
})

test('chunks put in and taken out may be reused by their owner', (t) => {
  const spill = new Spill()
  t.teardown(() => spill.close())
  const chunk = b4a.from('mine')
  spill.push(chunk)
  chunk.fill(0)
  const taken = spill.shift()
  spill.push(b4a.from('more'))
  t.is(b4a.toString(taken), 'mine')
  taken.fill(0)
  t.is(b4a.toString(spill.shift()), 'more')
})

test('the bytes are the same, whatever goes in and comes out in turns', (t) => {
  for (let seed = 0; seed < 20; seed++) turns(t, seed)
})

/** Pushes and shifts at random, and compares with an array that does the same. */
function turns(t: Assertions, seed: number): void {
  const random = new Random(seed)
  const spill = new Spill()
  const expected: Uint8Array[] = []
  let mistakes = 0
  for (let turn = 0; turn < 60; turn++) {
    if (random.below(2) === 0) {
      const chunk = noise(random)
      spill.push(chunk)
      expected.push(chunk)
    } else {
      const taken = spill.shift()
      if (!b4a.equals(taken, takeFront(expected))) mistakes++
    }
    if (spill.isEmpty !== (lengthOf(expected) === 0)) mistakes++
  }
  while (lengthOf(expected) > 0) {
    if (!b4a.equals(spill.shift(), takeFront(expected))) mistakes++
  }
  t.is(mistakes, 0, `seed ${seed}`)
  t.ok(spill.isEmpty)
  spill.close()
}

test('the file is unlinked, and gone when it is closed', { skip: isWindows }, async (t) => {
  const folder = await ownTemporaryFolder(t)
  const spill = new Spill()
  spill.push(b4a.alloc(MIB))
  t.alike(fs.readdirSync(folder), [])
  if (isLinux) t.alike(openFileSizes(folder), [MIB])
  spill.close()
  t.alike(fs.readdirSync(folder), [])
  if (isLinux) t.alike(openFileSizes(folder), [])
})

test('no file is created before one is needed', { skip: !isLinux }, async (t) => {
  const folder = await ownTemporaryFolder(t)
  const spill = new Spill()
  spill.shift()
  t.alike(openFileSizes(folder), [])
  spill.close()
})

test('the file takes no space while the spill is empty', { skip: !isLinux }, async (t) => {
  const folder = await ownTemporaryFolder(t)
  const spill = new Spill()
  t.teardown(() => spill.close())
  for (let round = 0; round < 3; round++) {
    for (let count = 0; count < 4; count++) spill.push(b4a.alloc(MIB))
    t.alike(openFileSizes(folder), [4 * MIB])
    while (!spill.isEmpty) spill.shift()
    t.alike(openFileSizes(folder), [0])
  }
})

test('closing empties a spill, and closing it again is harmless', (t) => {
  const spill = new Spill()
  spill.push(b4a.from('gone'))
  spill.close()
  t.ok(spill.isEmpty)
  t.is(spill.shift().length, 0)
  spill.close()
})

test('two spills do not mix', (t) => {
  const one = new Spill()
  const two = new Spill()
  one.push(b4a.from('one'))
  two.push(b4a.from('two'))
  t.is(b4a.toString(one.shift()), 'one')
  one.close()
  t.is(b4a.toString(two.shift()), 'two')
  two.close()
})

test('a missing temporary folder is a system error', async (t) => {
  await missingTemporaryFolder(t)
  const spill = new Spill()
  try {
    spill.push(b4a.from('x'))
    t.fail('it was put somewhere')
  } catch (error) {
    t.is(codeOf(error), 'BUFFER_FAILED', 'it is not standard output that failed')
  }
  t.ok(spill.isEmpty)
  spill.close()
})

/** Up to 3 MiB, mostly less, of bytes that repeat late. */
function noise(random: Random): Uint8Array {
  const chunk = b4a.alloc(random.below(random.pick([10, 5000, 100_000, 3 * MIB])))
  const start = random.below(251)
  for (let index = 0; index < chunk.length; index++) chunk[index] = (start + index) % 251
  return chunk
}

function lengthOf(chunks: Uint8Array[]): number {
  return chunks.reduce((length, chunk) => length + chunk.length, 0)
}

/** Takes the first MiB. */
function takeFront(chunks: Uint8Array[]): Uint8Array {
  const all = b4a.concat(chunks.splice(0))
  if (all.length > MIB) chunks.push(all.subarray(MIB))
  return all.subarray(0, MIB)
}
