import type { BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { factReader } from '../../../src/renderer/state/facts.ts'
import { causeSilencePlace } from '../../../src/renderer/state/storm-acts.ts'
import { stormOf, stormTexts } from '../../../src/renderer/state/storm-line.ts'
import { sampleAlert } from '../support/board-parts.ts'

const NOW = Date.parse('2026-11-24T21:10:00.000Z')
const BEGAN = NOW - 12 * 60_000
let made = 0

function one(labels: Record<string, string>, after: number, part: Partial<BoardAlert> = {}): BoardAlert {
  const fingerprint = (made++).toString(16).padStart(16, '0')
  const starts_at = new Date(BEGAN + after).toISOString()
  return sampleAlert({ fingerprint, starts_at, ...part, labels: { severity: 'warning', ...labels } })
}
const rack = (count: number): BoardAlert[] =>
  Array.from({ length: count }, (_, index) =>
    one({ alertname: `A${index % 3}`, rack: 'rack-7', service: `s${index}` }, index * 300),
  )
const read = (alerts: readonly BoardAlert[], now = NOW) => stormOf(alerts, factReader(), now)

test('many alerts at once are a storm, with what explains most of them and the criticals apart', () => {
  const others = Array.from({ length: 20 }, (_, index) => one({ alertname: 'B', rack: `r${index}` }, 1_000))
  const critical = one({ severity: 'critical', rack: 'far' }, 2_000, { level: 'critical' })
  const old = one({ rack: 'rack-7' }, -3_600_000)
  const storm = read([old, ...rack(180), ...others, critical])
  expect(storm).toMatchObject({
    since: BEGAN,
    alerts: 201,
    criticals: 1,
    cause: { name: 'rack', value: 'rack-7', count: 180 },
    where: 'eu-1',
  })
  if (storm === null) return
  const [since, cause, apart] = stormTexts(storm, NOW)
  expect(since).toMatch(/^201 since \d\d:\d\d$/)
  expect([cause, apart]).toEqual(['rack-7 eu-1 explains 180', '1 critical apart'])
})

test('a few alerts are none, nor are many that began one after the other', () => {
  expect(read(rack(9))).toBeNull()
  expect(read(Array.from({ length: 80 }, (_, index) => one({ service: 's' }, index * 60_000)))).toBeNull()
})

test('a storm is over once it is calm and few of it are left; while many still fire, it is not', () => {
  const late = BEGAN + 40 * 60_000
  expect(read(rack(60), late)?.alerts).toBe(60)
  const left = rack(60).map(
    (alert, index): BoardAlert => (index < 40 ? { ...alert, status: 'resolved' } : alert),
  )
  expect(read(left, late)).toBeNull()
})

test('what a silence hides is still of the storm, and said', () => {
  const hidden = rack(60).map((alert, index) => (index < 50 ? { ...alert, silenced_by: ['s'] } : alert))
  const storm = read(hidden)
  expect(storm && stormTexts(storm, NOW)).toContain('50 hidden')
})

test('no cause is named where nothing explains most of it', () => {
  const mixed = Array.from({ length: 60 }, (_, index) =>
    one({ alertname: `A${index}`, cluster: `c${index}`, service: `s${index}` }, index),
  )
  const storm = read(mixed)
  expect(storm && stormTexts(storm, NOW)[1]).toBe('no single cause')
})

test('the silence of a cause takes the severities that make the noise, so that it spares every critical', () => {
  const cause = { name: 'rack', value: 'rack-7', count: 9 }
  const filters = (place: string): string[] => new URLSearchParams(place.split('?')[1]).getAll('filter')
  expect(filters(causeSilencePlace(cause, new Set(['warning', 'p.2'])))).toEqual([
    'rack="rack-7"',
    String.raw`severity=~"p\\.2|warning"`,
  ])
  expect(filters(causeSilencePlace(cause, new Set(['high'])))).toEqual(['rack="rack-7"', 'severity="high"'])
})
