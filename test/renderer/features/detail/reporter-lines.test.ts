import type { Reporter } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { reporterLines } from '../../../../src/renderer/features/detail/reporter-lines.ts'
import { momentText } from '../../../../src/shared/times.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 4)
const time = (ago: number): string => new Date(NOW - ago * 1000).toISOString()
const clock = (ago: number): string => momentText(NOW - ago * 1000, NOW)

test('S1: each reporter’s last word is a sentence of its own, and a lost one is not called resolved', () => {
  const one: Reporter = {
    entry: 'direct',
    source: 'Prometheus prom:9090 (replica=a)',
    replica_labels: { replica: 'a' },
    status: 'firing',
    last_report: time(20),
    deadline: time(-220),
  }
  const lines = reporterLines(
    [
      one,
      { ...one, source: 'Prometheus prom:9090 (replica=b)', status: 'resolved' },
      { ...one, source: 'Prometheus other:9090', status: 'lost', last_report: time(600) },
      { ...one, source: 'Alertmanager prom:9090', entry: 'relayed' },
    ],
    NOW,
  )
  expect(lines).toEqual([
    `Prometheus prom:9090 (replica=a): fires, said ${clock(20)}; holds until ${clock(-220)}.`,
    `Prometheus prom:9090 (replica=b): over, said ${clock(20)}.`,
    `Prometheus other:9090: nothing since ${clock(600)}.`,
    `Alertmanager prom:9090: fires, said ${clock(20)}, by webhook; holds until ${clock(-220)}.`,
  ])
})
