import { expect, test } from 'vitest'
import { whyLines } from '../../../../src/renderer/features/detail/why-lines.ts'
import { formatClock } from '../../../../src/shared/times.ts'
import { boardOf, sampleAlert, sampleHealth, sampleSilence } from '../../support/board-parts.ts'

const NOW = Date.UTC(2026, 10, 24, 3, 42)
const at = (minute: number): string => formatClock(Date.UTC(2026, 10, 24, 3, minute))

test('a silence is told with who made it, until when, and since when it hides this alert', () => {
  const alert = sampleAlert({ silenced_by: ['s1'] })
  const { sequence: _, ...data } = alert
  const event = { source: 'alert_processor', epoch: 'e', sequence: 1, data } as const
  const history = [
    { ...event, type: 'alert_updated', id: '3', timestamp: '2026-11-24T03:20:00.000Z' },
    { ...event, type: 'alert_silenced', id: '2', timestamp: '2026-11-24T03:10:00.000Z' },
    {
      ...event,
      type: 'alert_created',
      id: '1',
      timestamp: '2026-11-24T03:00:00.000Z',
      data: { ...data, silenced_by: [] },
    },
  ] as const
  const [line] = whyLines(alert, boardOf({ silences: [sampleSilence()] }), history, NOW)
  const until = formatClock(Date.UTC(2026, 10, 24, 4, 0))
  expect(line?.text).toBe(`Silenced by Priya, since ${at(10)}, until ${until} (18 min left). “db-maint”`)
  expect(line?.place).toEqual({ path: '/silences/s1', label: 'Change' })
})

test('an inhibitor is named with its rule, and can be opened', () => {
  const cause = sampleAlert({
    fingerprint: '00000000000000bb',
    labels: { alertname: 'NodeDown' },
    alertname: 'NodeDown',
  })
  const alert = sampleAlert({ inhibited_by: [{ fingerprint: cause.fingerprint, rule: 'node' }] })
  const [line] = whyLines(alert, boardOf({ alerts: [cause] }), null, NOW)
  expect(line?.text).toBe('Inhibited by NodeDown eu-1 · billing (rule node).')
  expect(line?.place?.path).toBe('/alert/00000000000000bb')
})

test('S5: an unconfirmed alert names the sources that are quiet', () => {
  const quiet = sampleHealth({ component: 'Prometheus us', quiet: true, since: '2026-11-24T03:09:00.000Z' })
  const [line] = whyLines(sampleAlert({ unconfirmed: true }), boardOf({ health: [quiet] }), null, NOW)
  expect(line?.text).toContain(`Quiet: Prometheus us since ${at(9)}.`)
})

test('an alert that nothing holds back has no reasons', () => {
  expect(whyLines(sampleAlert(), boardOf(), null, NOW)).toEqual([])
})
