import test from 'brittle'
import { editDistance } from '../../../shared/identity/edit-distance.ts'

test('the distance between two words is the least number of slips', (t) => {
  for (const [one, other, slips] of [
    ['', '', 0],
    ['lemon', 'lemon', 0],
    ['', 'lemon', 5],
    ['lemon', 'lemmon', 1],
    ['lemon', 'leon', 1],
    ['lemon', 'lemin', 1],
    ['brvae', 'brave', 1],
    ['kitten', 'sitting', 3],
    ['zoo', 'abandon', 6]
  ] as const) {
    t.is(editDistance(one, other), slips, `${one} ${other}`)
    t.is(editDistance(other, one), slips, `${other} ${one}`)
  }
})
