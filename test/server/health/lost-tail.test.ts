import { expect, test } from 'vitest'
import { LostTail } from '../../../server/src/health/lost-tail.ts'

const HOUR = 60 * 60_000
const AT = Date.parse('2026-03-01T12:00:00Z')

/** The row as it is kept when it is first told. */
function told(tail: LostTail) {
  const [row] = tail.rows(AT)
  if (row === undefined) throw new Error('there is no row')
  return { ...row, since: '2026-03-01T12:00:00.000Z' }
}

test('there is no row where nothing was lost', () => {
  expect(new LostTail(undefined).rows(AT)).toEqual([])
})

test('what was lost is told for a day, and a start in between changes nothing of that', () => {
  const tail = new LostTail(undefined)
  tail.noteDamaged({ aside: 'watchfloor.db.journal-damaged-1', isCut: true }, AT)
  const row = told(tail)
  expect(row).toMatchObject({ status: 'degraded', message: expect.stringContaining('journal-damaged-1') })
  const later = new LostTail(row)
  expect(later.rows(AT + 23 * HOUR)).toMatchObject([{ status: 'degraded', message: row.message }])
  expect(later.rows(AT + 24 * HOUR)).toEqual([
    { component: 'Log', kind: 'store', quiet: false, status: 'healthy' },
  ])
})

test('what is over is not told again', () => {
  const tail = new LostTail(undefined)
  tail.note(3, AT)
  const { message: _, ...row } = told(tail)
  expect(new LostTail({ ...row, status: 'healthy' }).rows(AT)).toEqual([])
})
