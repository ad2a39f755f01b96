import { expect, test } from 'vitest'
import { RefusedCallers } from '../../../server/src/health/refused-callers.ts'

const MINUTE = 60_000

test('a row for those who come often, which goes when they stay away; few lines, and bounded memory', () => {
  const callers = new RefusedCallers()
  const said: (number | undefined)[] = []
  for (let i = 0; i < 100; i++) said.push(callers.refused('10.0.0.1', 0))
  expect(said.filter((times) => times !== undefined)).toEqual([1, 20])
  expect(callers.refused('10.0.0.1', 9 * MINUTE)).toBeUndefined()
  expect(callers.rows(9 * MINUTE)).toMatchObject([
    { status: 'degraded', message: expect.stringContaining('from 10.0.0.1:') },
  ])
  expect(callers.refused('10.0.0.1', 10 * MINUTE)).toBe(102)
  expect(callers.rows(20 * MINUTE)).toMatchObject([{ status: 'healthy' }])
  // Once more is an accident again.
  expect(callers.refused('10.0.0.1', 30 * MINUTE)).toBe(1)
  expect(callers.rows(30 * MINUTE)).toMatchObject([{ status: 'healthy' }])
})

test('a flood from everywhere changes the row little, and is forgotten', () => {
  const callers = new RefusedCallers()
  expect(callers.rows(0)).toEqual([])
  const said: (number | undefined)[] = []
  for (let i = 0; i < 20; i++) for (let n = 0; n < 900; n++) said.push(callers.refused(`10.0.${n}`, 0))
  expect(said.filter((times) => times !== undefined)).toHaveLength(50)
  const [row] = callers.rows(0)
  expect(row?.message).toContain('from 10.0.0, 10.0.1, 10.0.10, 10.0.100, 10.0.101 and more:')
  for (let n = 0; n < 5_000; n++) expect(callers.refused(`10.1.${n}`, 0)).toBeUndefined()
  expect(callers.rows(0)).toMatchObject([{ status: 'healthy' }])
})
