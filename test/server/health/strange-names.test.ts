import { expect, test } from 'vitest'
import { StrangeNames } from '../../../server/src/health/strange-names.ts'

const MINUTE = 60_000
const message = (names: StrangeNames, now: number): string | undefined => names.rows(now)[0]?.message

test('there is no row before the first refusal, and a healthy one ten minutes after the last', () => {
  const names = new StrangeNames()
  expect(names.rows(0)).toEqual([])
  expect(names.refused('watchfloor', 'Prometheus at 10.0.0.5', 0)).toBe(true)
  expect(names.refused('watchfloor', 'Prometheus at 10.0.0.6', MINUTE)).toBe(false)
  expect(names.rows(10 * MINUTE)[0]).toMatchObject({ status: 'degraded', component: 'Host names' })
  expect(names.rows(11 * MINUTE)).toMatchObject([{ status: 'healthy' }])
  expect(message(names, 11 * MINUTE)).toBeUndefined()
})

test('what is asked for again and again changes nothing, whatever else comes; memory is bounded', () => {
  const names = new StrangeNames()
  names.refused('watchfloor', 'Prometheus at 10.0.0.5', 0)
  for (let n = 0; n < 4; n++) names.refused(`other-${n}`, 'Script at 10.0.0.9', n)
  const logged = Array.from({ length: 10_000 }, (_, n) =>
    names.refused(`${'x'.repeat(300)}${n}`, 'Script at 10.0.0.9', 100 + n),
  )
  expect(logged.filter(Boolean)).toHaveLength(1)
  const row = message(names, MINUTE)
  expect(row).toContain('"watchfloor" (Prometheus at 10.0.0.5)')
  expect(row).toContain(' and more')
  names.refused('watchfloor', 'Prometheus at 10.0.0.5', MINUTE)
  names.refused('one more', 'Script at 10.0.0.9', MINUTE)
  expect(message(names, MINUTE)).toBe(row)
  expect(row?.length).toBeLessThan(1_000)
})
