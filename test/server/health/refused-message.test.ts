import { expect, test } from 'vitest'
import { withRefused } from '../../../server/src/health/refused-message.ts'
import { heard } from '../../../server/src/health/source-watch.ts'

const MESSAGE = { entry: 'direct', product: 'Grafana', sender: '10.0.0.5', reason: 'unsigned' } as const

test('S5: a refused message is no sign of life: a quiet source stays quiet', () => {
  const quiet = { ...heard(undefined, 'Grafana 10.0.0.5', 'Grafana', 1_000, undefined), quiet: true }
  expect(withRefused(quiet, 'Grafana 10.0.0.5', MESSAGE, 9_000)).toEqual({
    ...quiet,
    rejected: { at: 9_000, reason: 'unsigned' },
  })
})

test('a sender that was never heard before gets a row', () => {
  expect(withRefused(undefined, 'Grafana 10.0.0.5', MESSAGE, 9_000)).toMatchObject({
    component: 'Grafana 10.0.0.5',
    product: 'Grafana',
    lastSeen: 9_000,
    rejected: { reason: 'unsigned' },
  })
})
