import { parseTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { alertWords } from '../../../src/main/notifications/words.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

const NOW = parseTime('2026-11-24T03:20:00Z') ?? 0
const bodyOf = (part: Parameters<typeof sampleAlert>[0]): string =>
  alertWords([sampleAlert(part)], NOW).body.replace(/ Since .*/, '')

test('a notification describes an alert whose summary is empty, as the board does', () => {
  expect(bodyOf({ annotations: { summary: '', description: '3 of 4 targets down' } })).toBe(
    'eu-1: 3 of 4 targets down.',
  )
})

test('and one that has neither cluster nor owner by its host', () => {
  const labels = { alertname: 'DiskFull', severity: 'critical', instance: 'db-1:9100' }
  expect(bodyOf({ labels, annotations: { summary: '98 %' } })).toBe('db-1:9100: 98 %.')
})

test('an alert without a name has the same name here as on the board', () => {
  expect(alertWords([sampleAlert({ labels: { severity: 'critical' } })], NOW).title).toBe(
    'Critical · Unnamed alert',
  )
})
