import { expect, test } from 'vitest'
import { itemsOf } from '../../../../src/renderer/features/inbox/inbox-items.ts'
import { countsOf, withNews, withPage } from '../../../../src/renderer/features/inbox/inbox-rows.ts'
import { placeOf } from '../../../../src/renderer/features/inbox/open-row.ts'
import { nextRow } from '../../../../src/renderer/features/inbox/use-inbox-lines.ts'
import type { InboxRow } from '../../../../src/shared/inbox.ts'
import { inboxRow } from '../../support/fake-desk.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 3, minute)).toISOString()
const row = (id: string, minute: number, part: Partial<InboxRow> = {}): InboxRow =>
  inboxRow({ id, at: at(minute), ...part })
const ids = (rows: readonly InboxRow[]): string => rows.map(({ id }) => id).join(' ')

const loaded = [row('c', 30), row('b', 20), row('a', 10)]

test('new rows stand on top, changed ones change where they are', () => {
  const rows = withNews(loaded, [row('b', 20, { outcome: 'opened' }), row('d', 40), row('e', 41)], false)
  expect(ids(rows)).toBe('e d c b a')
  expect(rows[3]?.outcome).toBe('opened')
})

test('a row that happened again moves to the top', () => {
  expect(ids(withNews(loaded, [row('a', 50)], false))).toBe('a c b')
})

test('a changed row below what is loaded is left to its page, unless there is no page left', () => {
  expect(ids(withNews(loaded, [row('old', 1)], false))).toBe('c b a')
  expect(ids(withNews(loaded, [row('old', 1)], true))).toBe('c b a old')
})

test('rows of one moment: what came last stands first', () => {
  expect(ids(withNews(loaded, [row('d', 40), row('e', 40)], false))).toBe('e d c b a')
})

test('a page does not bring a row twice', () => {
  expect(ids(withPage(loaded, [row('a', 10), row('z', 5)]))).toBe('c b a z')
})

test('counts are of what is loaded', () => {
  const rows = [
    row('a', 1, { outcome: 'failed' }),
    row('b', 2, { decision: 'hold', outcome: 'none' }),
    row('c', 3, { decision: 'fold', outcome: 'none' }),
  ]
  expect(countsOf(rows)).toEqual({ all: 3, told: 1, held: 1, folded: 1, failed: 1 })
})

test('days have headings as soon as not everything is of today', () => {
  const yesterday = inboxRow({ id: 'y', at: '2026-11-22T23:00:00.000Z' })
  const now = Date.UTC(2026, 10, 24, 12)
  expect(itemsOf(loaded, 'all', now).map(({ kind }) => kind)).toEqual(['row', 'row', 'row'])
  const both = itemsOf([...loaded, yesterday], 'all', now)
  expect(both.map((item) => (item.kind === 'day' ? item.text : item.id))).toEqual([
    expect.stringMatching(/^Today, Tue 24 Nov$/),
    'c',
    'b',
    'a',
    expect.stringMatching(/^(Sun 22|Mon 23) Nov$/),
    'y',
  ])
  expect(itemsOf([yesterday], 'all', now).map(({ kind }) => kind)).toEqual(['day', 'row'])
})

test('the keyboard moves from row to row, over the headings, and stays within', () => {
  const items = itemsOf(
    [row('a', 9), inboxRow({ id: 'y', at: '2026-11-20T23:00:00.000Z' })],
    'all',
    Date.UTC(2026, 10, 24),
  )
  expect(nextRow(items, null, 1)?.id).toBe('a')
  expect(nextRow(items, 'a', 1)?.id).toBe('y')
  expect(nextRow(items, 'y', 1)?.id).toBe('y')
  expect(nextRow(items, 'y', Number.NEGATIVE_INFINITY)?.id).toBe('a')
  expect(nextRow(items, null, Number.POSITIVE_INFINITY)?.id).toBe('y')
  expect(nextRow([], null, 1)).toBeUndefined()
})

test('a row goes to its first alert, or to what it is about', () => {
  expect(placeOf(row('a', 1))).toBe('/alert/00000000000000aa')
  expect(placeOf({ alerts: [], kind: 'connection' })).toBe('/health')
  expect(placeOf({ alerts: [], kind: 'away' })).toBe('/')
  expect(placeOf({ alerts: [], kind: 'test' })).toBeNull()
  const several = { alerts: [row('a', 1), row('b', 2)].flatMap(({ alerts }) => alerts) }
  expect(placeOf({ ...several, kind: 'criticals' })).toBe('/')
  expect(placeOf({ ...several, kind: 'repeat' })).toBe('/')
})
