import { type Alert, levelOf } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { createGroups, openMembers } from '../../../src/main/notifications/groups.ts'

function replica(fingerprint: string): Alert {
  return {
    fingerprint,
    life: 'abc.1',
    alertname: 'PaymentsDown',
    status: 'firing',
    severity: 'critical',
    level: levelOf('critical'),
    unconfirmed: false,
    flapping: 0,
    labels: { alertname: 'PaymentsDown', severity: 'critical', pod: fingerprint },
    annotations: {},
    starts_at: '2026-11-24T03:12:00.000Z',
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
  }
}

test('of those that began in the same moment the same one stands for the group, in whatever order they came', () => {
  const replicas = ['00000000000000ab', '00000000000000aa', '00000000000000ac'].map(replica)
  for (const order of [replicas, replicas.toReversed()]) {
    const groups = createGroups()
    const [first] = order.map(groups.take)
    if (first === undefined) throw new Error('it was not taken in')
    const told = openMembers(first.group).map(({ fingerprint }) => fingerprint)
    expect(told).toEqual(['00000000000000aa', '00000000000000ab', '00000000000000ac'])
  }
})
