import test from 'brittle'
import { AddressWatch } from '../../../shared/network/address-watch.ts'

/** What is reported, `witness address`, and whether that is a new address. */
function reports(watch: AddressWatch, lines: string[]): boolean[] {
  return lines.map((line) => {
    const [witness = '', address = ''] = line.split(' ')
    return watch.report(witness, address)
  })
}

test('the first address is not a change', (t) => {
  const watch = new AddressWatch()
  t.is(watch.address, null)
  t.alike(reports(watch, ['a 1', 'b 1', 'c 1']), [false, false, false])
  t.is(watch.address, '1')
})

test('a new address is believed once a second node reports it', (t) => {
  const watch = new AddressWatch()
  t.alike(reports(watch, ['a 1', 'b 1', 'a 2', 'b 2', 'c 2']), [false, false, false, true, false])
  t.is(watch.address, '2')
})

test('a lying node is not believed, however often it repeats itself', (t) => {
  const watch = new AddressWatch()
  reports(watch, ['a 1', 'b 1', 'c 1'])
  const lies = Array.from({ length: 50 }, () => ['liar 9', 'a 1', 'b 1', 'c 1', 'liar 9']).flat()
  t.absent(reports(watch, lies).includes(true))
  t.is(watch.address, '1')
})

test('two lying nodes against three honest ones are not believed, and a third changes nothing', (t) => {
  const watch = new AddressWatch()
  reports(watch, ['a 1', 'b 1', 'c 1'])
  t.absent(reports(watch, ['a 9', 'a 1', 'x 9', 'b 1', 'y 8', 'c 1']).includes(true))
  t.is(watch.address, '1')
})

test('two nodes that agree are no majority of four', (t) => {
  const watch = new AddressWatch()
  t.absent(reports(watch, ['a 1', 'b 1', 'x 9', 'a 3', 'b 2', 'y 9']).includes(true))
})

test('what nodes said before, or without end, does not outvote those who agree now', (t) => {
  const watch = new AddressWatch()
  reports(watch, ['a 1', 'b 1', 'a 2', 'b 2', 'c 2', 'd 2', 'e 2'])
  t.alike(reports(watch, ['x 3', 'y 3']), [false, true])
  reports(
    watch,
    Array.from({ length: 16 }, (_, index) => `n${index} ${index + 10}`)
  )
  t.alike(reports(watch, ['x 4', 'y 4']), [false, true])
})

test('nodes that each report another address change nothing and cost no memory', (t) => {
  const watch = new AddressWatch()
  reports(watch, ['a 1', 'b 1'])
  const all = Array.from({ length: 1000 }, (_, index) => `n${index} ${index + 2}`)
  t.absent(reports(watch, all).includes(true))
  t.is(watch.address, '1')
})

test('an address that returns is a change again', (t) => {
  const watch = new AddressWatch()
  reports(watch, ['a 1', 'b 1', 'a 2', 'b 2'])
  t.alike(reports(watch, ['b 1', 'c 1']), [false, true])
})

test('when all nodes are on one machine, one is believed', (t) => {
  const watch = new AddressWatch()
  t.alike(reports(watch, ['a 1', 'a 1', 'a 2']), [false, false, true])
})
