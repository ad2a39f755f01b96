import { expect, test } from 'vitest'
import { healthRows } from '../../../../src/renderer/features/rail/health-rows.ts'
import { boardOf, sampleHealth } from '../../support/board-parts.ts'

test('S5: a quiet source is called quiet, stands before what is well, and keeps the age of its last word', () => {
  const rows = healthRows(
    boardOf({
      health: [
        sampleHealth({ component: 'A source' }),
        sampleHealth({
          component: 'Prometheus us',
          status: 'degraded',
          quiet: true,
          last_seen: '2026-11-24T03:05:00.000Z',
        }),
      ],
    }),
  )
  expect(rows.map(({ component, word }) => [component, word])).toEqual([
    ['Prometheus us', 'quiet'],
    ['A source', 'ok'],
  ])
  expect(rows[0]?.proof).toBe(Date.UTC(2026, 10, 24, 3, 5))
})

test('the age of a proof comes from the statistics: a health row is published only when its status changes', () => {
  const [row] = healthRows(
    boardOf({
      health: [sampleHealth({ last_seen: '2026-11-24T03:00:00.000Z' })],
      last_seen: { 'Prometheus eu': '2026-11-24T03:09:58.000Z' },
    }),
  )
  expect(row?.proof).toBe(Date.UTC(2026, 10, 24, 3, 9, 58))
})

test('a healthy component that the statistics do not name shows no age rather than an old one', () => {
  const [row] = healthRows(
    boardOf({
      health: [sampleHealth({ component: 'Store', kind: 'store', last_seen: '2026-11-24T03:00:00.000Z' })],
    }),
  )
  expect(row?.proof).toBeNull()
})

test('S12: a missing pipeline heartbeat is failing, not merely quiet', () => {
  const [row] = healthRows(
    boardOf({ health: [sampleHealth({ kind: 'pipeline', status: 'unhealthy', quiet: true })] }),
  )
  expect(row?.word).toBe('failing')
})
