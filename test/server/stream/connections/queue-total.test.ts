import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QueueTotal } from '../../../../server/src/stream/connections/queue-total.ts'

const MOST = 1_000

class Connection {
  counted = 0
  queued = 0
  isEnding = false
}

test('whatever is written and taken: never more waits than may, the longest are cut, and nobody for too little', () => {
  const change = fc.record({
    who: fc.nat(7),
    what: fc.constantFrom('write', 'write', 'write', 'taken silently', 'drained', 'gone'),
    bytes: fc.nat(400),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
      const all = new Set(Array.from({ length: 8 }, () => new Connection()))
      const list = [...all]
      const open = () => [...all].filter(({ isEnding }) => !isEnding)
      const sum = () => open().reduce((total, { queued }) => total + queued, 0)
      const total = new QueueTotal<Connection>(
        MOST,
        () => all,
        (one) => {
          expect(sum()).toBeGreaterThan(MOST * 0.9)
          expect(one.queued).toBe(Math.max(...open().map(({ queued }) => queued)))
          one.isEnding = true
        },
      )
      for (const { who, what, bytes } of changes) {
        const one = list[who] as Connection
        if (!all.has(one) || one.isEnding) continue
        if (what === 'write') one.queued += bytes
        else if (what === 'taken silently') one.queued = Math.max(0, one.queued - bytes)
        else one.queued = 0
        if (what === 'gone') {
          all.delete(one)
          total.gone(one)
        } else if (what !== 'taken silently') total.changed(one)
        // The last hundredth of the room is looked at in steps.
        expect(sum()).toBeLessThanOrEqual(MOST * 1.01)
      }
    }),
  )
})

test('a write costs the same beside ten thousand queues as beside ten', () => {
  let reads = 0
  const connection = () => ({
    counted: 0,
    isEnding: false,
    length: 0,
    get queued() {
      reads++
      return this.length
    },
  })
  const all = Array.from({ length: 10_000 }, connection)
  const total = new QueueTotal<ReturnType<typeof connection>>(
    50_000_000,
    () => all,
    (one) => {
      one.isEnding = true
    },
  )
  for (let n = 0; n < 100_000; n++) {
    const one = all[n % all.length]
    if (one === undefined) continue
    one.length += 100
    total.changed(one)
  }
  expect(reads).toBeLessThanOrEqual(2 * 100_000)
})
