import { expect, test } from 'vitest'
import { WrittenEvent } from '../../../server/src/storage/written-event.ts'
import { sampleEvent } from '../../support/stream/sample-events.ts'

const STAMP = { type: 'alert_created', id: 'i', at: 1_764_430_000_123, source: 'alert_processor' } as const

const wholeOf = (event: Parameters<typeof WrittenEvent.piecesOf>[0]): string =>
  `${WrittenEvent.piecesOf(event).join('')}}`

test('the text of an event is its JSON, whatever stands in it', () => {
  for (const text of ['', 'é\u2028"\\\n\t', '\ud800', '\u0000', '}],"prev":1']) {
    const data = { labels: { alertname: text }, n: null }
    const event = WrittenEvent.of({ ...STAMP, sequence: 7, epoch: 'e1' }, data)
    expect(wholeOf(event)).toBe(JSON.stringify(event))
    expect(JSON.parse(wholeOf(event))).toEqual({ ...event })
    expect(WrittenEvent.atOf(event)).toBe(Date.parse(event.timestamp))
  }
})

test('an event that nobody wrote, or a copy of one, is written when it is asked for', () => {
  const event = sampleEvent(3, 'e1', 3)
  expect(JSON.parse(wholeOf(event))).toEqual(event)
  const written = WrittenEvent.of({ ...STAMP, sequence: 7, epoch: 'e1' }, { of: 'old' })
  const copy = { ...written, data: { of: 'new' } } as unknown as typeof written
  expect(WrittenEvent.dataOf(copy)).toBe('{"of":"new"}')
})
