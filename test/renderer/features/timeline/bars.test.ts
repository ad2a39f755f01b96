import type { Event } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { addLives, begunIn, describeBars, readBars } from '../../../../src/renderer/features/timeline/bars.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const none = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
const bars = readBars({
  from: '2026-11-24T02:00:00.000Z',
  to: '2026-11-24T03:00:00.000Z',
  slices: [
    { at: '2026-11-24T02:00:00.000Z', ...none, critical: 2, warning: 1 },
    { at: '2026-11-24T02:30:00.000Z', ...none },
  ],
})

function event(type: 'alert_created' | 'alert_firing' | 'alert_updated', timestamp: string): Event {
  const { sequence, ...data } = sampleAlert()
  return { type, source: 'alert_processor', id: timestamp, timestamp, epoch: 'e', sequence, prev: 0, data }
}

test('a life that begins is counted in its slice, one that begins after the last reading in the last', () => {
  const after = addLives(
    bars,
    begunIn([
      event('alert_created', '2026-11-24T02:10:00.000Z'),
      event('alert_firing', '2026-11-24T03:01:00.000Z'),
      event('alert_updated', '2026-11-24T02:10:00.000Z'),
    ]),
  )
  expect(after.bars.map(({ total }) => total)).toEqual([4, 1])
  expect(after.bars[0]?.counts.high).toBe(1)
})

test('events that begin no life change nothing, so nothing is drawn again', () => {
  expect(addLives(bars, begunIn([event('alert_updated', '2026-11-24T02:10:00.000Z')]))).toBe(bars)
  expect(addLives(bars, begunIn([event('alert_created', '2026-11-24T01:00:00.000Z')]))).toBe(bars)
})

test('the bars are told in one sentence', () => {
  const clock = (time: number): string => new Date(time).toISOString().slice(11, 16)
  expect(describeBars(bars, 'Last 24 h', clock)).toBe(
    'Last 24 h: 3 alerts began, 2 critical. Most from 02:00: 3.',
  )
})
