import { expect, test } from 'vitest'
import { fold, fromSnapshot } from '../../contract/src/fold.ts'
import { formatTime } from '../../contract/src/time.ts'
import { sampleAlert } from '../support/stream/sample-events.ts'

const TYPES = ['alert_created', 'alert_firing', 'alert_updated', 'alert_resolved'] as const
const NONE = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }

function leftOutAfter(type: (typeof TYPES)[number], status: 'firing' | 'resolved', left = 2, rest = {}) {
  const timestamp = formatTime(0)
  const data = { ...sampleAlert(0, 'e.1'), status, ...rest }
  const cut = fromSnapshot({
    cursor: 'e.4',
    server_time: timestamp,
    left_out: { ...NONE, critical: left },
    alerts: [],
    silences: [],
    health: [],
    stats: null,
  })
  if (cut === undefined) throw new Error('the cursor is one')
  const event = {
    type,
    source: 'alert_processor',
    data,
    id: '1',
    timestamp,
    sequence: 5,
    epoch: 'e',
  } as const
  const once = fold(cut, [event])
  expect(once.alerts.get(data.fingerprint)?.status).toBe(status)
  expect(fold(once, [{ ...event, type: 'alert_updated', sequence: 6 }]).left_out).toEqual(once.left_out)
  return once.left_out
}

test('what fires anew was not left out; what an event finds firing, or ends, was, and once', () => {
  const two = { ...NONE, critical: 2 }
  expect(leftOutAfter('alert_created', 'firing')).toEqual(two)
  expect(leftOutAfter('alert_firing', 'firing')).toEqual(two)
  const one = { ...NONE, critical: 1 }
  expect(leftOutAfter('alert_updated', 'firing')).toEqual(one)
  expect(leftOutAfter('alert_resolved', 'resolved')).toEqual(one)
  // What flapped was quiet, and is calm now (S10).
  expect(leftOutAfter('alert_updated', 'resolved')).toEqual(one)
  expect(leftOutAfter('alert_firing', 'firing', 2, { life: 'e.5', first_life: 'e.3' })).toEqual(one)
  expect(leftOutAfter('alert_firing', 'firing', 2, { life: 'e.5', first_life: 'e.5' })).toEqual(two)
  expect(leftOutAfter('alert_updated', 'firing', 1)).toBeUndefined()
})
