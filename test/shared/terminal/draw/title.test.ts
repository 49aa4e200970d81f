import test from 'brittle'
import { Title } from '../../../../shared/terminal/draw/title.ts'

test('the title is set when it changes, and given back once', (t) => {
  const title = new Title()
  t.is(title.show(null), '')
  t.is(title.giveBack(), '', 'nothing was taken')
  t.is(title.show('lobby'), '\x1b[22;2t\x1b]2;lobby\x07')
  t.is(title.show('lobby'), '')
  t.is(title.show('hall'), '\x1b]2;hall\x07')
  t.is(title.giveBack(), '\x1b[23;2t')
  t.is(title.giveBack(), '')
  t.is(title.show('hall'), '\x1b[22;2t\x1b]2;hall\x07', 'as after a stop')
})
