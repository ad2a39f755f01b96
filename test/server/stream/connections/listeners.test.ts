import { expect, test } from 'vitest'
import { Listeners } from '../../../../server/src/stream/connections/listeners.ts'

test('a name is there from its first stream to its last, and others hear of these two', () => {
  const told: (readonly string[])[] = []
  const listeners: Listeners = new Listeners(() => told.push(listeners.names))
  listeners.came('ann')
  listeners.came('ann')
  listeners.came(undefined)
  listeners.went('ann')
  listeners.came('bob')
  listeners.went(undefined)
  listeners.went('ann')
  listeners.went('ann')
  expect(told).toEqual([['ann'], ['ann', 'bob'], ['bob']])
})
