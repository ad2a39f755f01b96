import type { Event } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { settledKeys } from '../../../src/renderer/features/toasts/critical-toasts.ts'
import { newCriticals } from '../../../src/renderer/state/new-criticals.ts'

function event(type: string, data: object): Event {
  const alert = { fingerprint: 'f1', level: 'critical', status: 'firing', acknowledged_by: null }
  const hidden = { silenced_by: [], inhibited_by: [], muted_by: [] }
  return { type, source: 'alert_processor', data: { ...alert, ...hidden, ...data } } as unknown as Event
}

test('a critical that begins is news; a warning, a suppressed one and a whole new board are not', () => {
  const critical = event('alert_created', {})
  expect(newCriticals({ replaced: false, events: [critical] })).toEqual(['f1'])
  expect(newCriticals({ replaced: true, events: [critical] })).toEqual([])
  expect(newCriticals({ replaced: false, events: [event('alert_created', { level: 'warning' })] })).toEqual(
    [],
  )
  expect(newCriticals({ replaced: false, events: [event('alert_firing', { silenced_by: ['s'] })] })).toEqual(
    [],
  )
  expect(newCriticals({ replaced: false, events: [event('alert_updated', {})] })).toEqual([])
})

test('a toast leaves when the alert ends, when somebody has it, and when it is silenced', () => {
  expect(settledKeys([event('alert_resolved', { status: 'resolved' })])).toEqual(['alert f1'])
  expect(settledKeys([event('alert_acknowledged', { acknowledged_by: { name: 'Ana' } })])).toEqual([
    'alert f1',
  ])
  expect(settledKeys([event('alert_silenced', { silenced_by: ['s'] })])).toEqual(['alert f1'])
  expect(settledKeys([event('alert_updated', {})])).toEqual([])
})
