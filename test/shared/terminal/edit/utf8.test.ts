// Keyboard bytes to text.
import test from 'brittle'
import b4a from 'b4a'
import { Utf8Reader } from '../../../../shared/terminal/edit/utf8.ts'
import { Random } from '../../../helpers/random.ts'

const READ: [hex: string, text: string][] = [
  ['61c3a9e697a5f09f9880', 'aé日😀'],
  // A letter that stands for what is no letter is still one.
  ['efbfbd', '\ufffd'],
  // Single bytes: Meta as an eighth bit, with a letter behind it, and at the end.
  ['e278', '\udce2x'],
  ['c3e9', '\udcc3\udce9'],
  ['80ff9b', '\udc80\udcff\udc9b'],
  ['1b5b4d20e830', '\x1b[M \udce80'],
  // Too long, half of a pair, beyond Unicode, broken off.
  ['c0af', '\udcc0\udcaf'],
  ['eda080', '\udced\udca0\udc80'],
  ['f4908080', '\udcf4\udc90\udc80\udc80'],
  ['e28241', '\udce2\udc82A'],
  ['f09f98', '\udcf0\udc9f\udc98']
]

test('bytes are decoded, and invalid ones are kept', (t) => {
  for (const [hex, text] of READ) {
    const bytes = b4a.from(hex, 'hex')
    t.is(read([bytes]), text, hex)
    for (let cut = 1; cut < bytes.length; cut++) {
      t.is(read([bytes.subarray(0, cut), bytes.subarray(cut)]), text, `${hex} cut at ${cut}`)
    }
  }
})

test('an incomplete character is waited for', (t) => {
  const letters = new Utf8Reader()
  t.is(letters.push(b4a.from('61e6', 'hex')), 'a')
  t.ok(letters.isWaiting)
  t.is(letters.push(b4a.from('97a5', 'hex')), '日')
  t.absent(letters.isWaiting)
  letters.push(b4a.from('e6', 'hex'))
  t.is(letters.flush(), '\udce6')
  t.is(letters.push(b4a.from('a')), 'a')
})

test('decoding does not depend on how the bytes are split', (t) => {
  for (let seed = 0; seed < 500; seed++) {
    const random = new Random(seed)
    const pieces = ['a', 'é', '日', '😀'].map((letter) => b4a.from(letter))
    const raw = [0x80, 0xc3, 0xe2, 0xf0, 0xff, 0x1b].map((byte) => b4a.from([byte]))
    const bytes = b4a.concat(random.picks([...pieces, ...raw], 20))
    const letters = Array.from(bytes, (byte) => b4a.from([byte]))
    if (read(letters) !== read([bytes])) t.fail(`seed ${seed}`)
  }
  t.pass()
})

function read(chunks: Uint8Array[]): string {
  const letters = new Utf8Reader()
  return chunks.map((chunk) => letters.push(chunk)).join('') + letters.flush()
}
