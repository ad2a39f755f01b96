import { expect, test } from 'vitest'
import { similarAlerts } from '../../../../src/renderer/features/detail/similar-alerts.ts'
import { sampleAlert } from '../../support/board-parts.ts'

const one = (fingerprint: string, labels: Record<string, string>, part = {}) =>
  sampleAlert({ fingerprint, ...part, labels: { severity: 'high', ...labels } })

test('the largest set of labels that others share is named, with its alerts, the most urgent first', () => {
  const own = one('a', { alertname: 'Disk', cluster: 'eu-1', service: 'pay', instance: 'h1' })
  const labels = { cluster: 'eu-1', service: 'pay', instance: 'h1' }
  const all = [
    own,
    one('b', { ...labels, alertname: 'Cpu' }, { level: 'warning' }),
    one('c', { ...labels, alertname: 'Memory' }, { level: 'critical' }),
    // Two labels in common are fewer than three.
    one('d', { alertname: 'Disk', cluster: 'eu-1', service: 'mail' }),
    one('e', { ...labels, alertname: 'Over' }, { status: 'resolved' }),
  ]
  const similar = similarAlerts(own, all)
  expect(similar?.shared).toMatchObject(labels)
  expect(similar?.shared).not.toHaveProperty('severity')
  expect(similar?.alerts.map(({ fingerprint }) => fingerprint)).toEqual(['c', 'b'])
})

test('at most ten are shown, and how many there are is said; one label alone is no likeness', () => {
  const own = one('own', { alertname: 'Disk', zone: 'z' })
  const others = Array.from({ length: 25 }, (_, n) => one(`o${n}`, { alertname: 'Disk', zone: 'z' }))
  const similar = similarAlerts(own, others)
  expect([similar?.alerts.length, similar?.count]).toEqual([10, 25])
  const bare = { ...own, labels: { zone: 'z', x: '1' } }
  expect(similarAlerts(bare, [{ ...own, fingerprint: 'x', labels: { zone: 'z' } }])).toBeNull()
})
