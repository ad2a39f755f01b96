import { expect, test } from 'vitest'
import { advance, at } from '../../../client/src/core/position.ts'

const here = at({ epoch: 'a', sequence: 7 })

test('S16: a term that began without an event is gone over into, so that tabs which follow can tell', () => {
  expect(advance(here, { epoch: 'b', sequence: 7 })).toEqual({
    last: { epoch: 'b', sequence: 7 },
    proven: { epoch: 'a', sequence: 7 },
  })
})

test('S15: a heartbeat takes on, never back, and one that says nothing new changes nothing', () => {
  expect(advance(here, { epoch: 'a', sequence: 9 }).last).toEqual({ epoch: 'a', sequence: 9 })
  expect(advance(here, { epoch: 'b', sequence: 6 })).toBe(here)
  expect(advance(here, { epoch: 'a', sequence: 7 })).toBe(here)
})
