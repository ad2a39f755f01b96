import { expect, test } from 'vitest'
import { Elsewhere, keyOf } from '../../../server/src/cluster/elsewhere.ts'

const node = (id: string, streams: Record<string, number>, polls: Record<string, number> = {}) => ({
  id,
  askers: JSON.stringify({ streams, polls }),
})
const DESK = keyOf('principal', 'desk')

test('streams and polls of one who asks are added up over the servers that are there', () => {
  const elsewhere = new Elsewhere()
  elsewhere.take([node('a', { [DESK]: 2 }, { [DESK]: 1 }), node('b', { [DESK]: 3, other: 9 })])
  expect([elsewhere.count('streams', DESK), elsewhere.count('polls', DESK)]).toEqual([5, 1])
  elsewhere.take([node('b', { [DESK]: 1 })])
  expect([elsewhere.count('streams', DESK), elsewhere.count('polls', DESK)]).toEqual([1, 0])
  elsewhere.take([])
  expect(elsewhere.count('streams', DESK)).toBe(0)
})

test('words that are none count nothing, and no name of an object’s own is a count', () => {
  const elsewhere = new Elsewhere()
  const strange = ['', '{', '[]', '{"streams":{"x":-1},"polls":{}}', '{"streams":{"x":"1"}}']
  elsewhere.take([...strange.map((askers, n) => ({ id: String(n), askers })), node('a', {})])
  for (const key of ['x', 'constructor', '__proto__', 'toString'])
    expect(elsewhere.count('streams', key)).toBe(0)
})
