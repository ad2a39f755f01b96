import type { Alert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { whyWait } from '../../../src/main/updates/why-wait.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

const waiting = (alerts: readonly Alert[], is_receiving = true) =>
  whyWait({ has_server: true, is_receiving, alerts })
const held = { name: 'Ana', at: '2026-11-24T03:13:00.000Z' } as unknown as Alert['acknowledged_by']
const labels = { alertname: 'QueueLag', severity: 'high' }

test('an open critical holds it back, also while somebody has it or its source is quiet', () => {
  for (const part of [{}, { acknowledged_by: held }, { unconfirmed: true }])
    expect(waiting([sampleAlert(part)])).toEqual({ for: 'criticals', count: 1 })
  expect(waiting([sampleAlert(), sampleAlert()])).toEqual({ for: 'criticals', count: 2 })
})

test('what is over, hidden from everybody or less than critical does not', () => {
  expect(waiting([])).toBeNull()
  expect(waiting([sampleAlert({ status: 'resolved' })])).toBeNull()
  expect(waiting([sampleAlert({ silenced_by: ['silence'] })])).toBeNull()
  expect(waiting([sampleAlert({ labels })])).toBeNull()
})

test('what is not received cannot be known to be quiet; without a server there is nothing to miss', () => {
  expect(waiting([], false)).toEqual({ for: 'receiving' })
  expect(waiting([sampleAlert()], false)).toEqual({ for: 'criticals', count: 1 })
  expect(whyWait({ has_server: false, is_receiving: false, alerts: [] })).toBeNull()
})
