import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../../src/main/disk/journal.ts'
import { createInbox, MOST_ROWS } from '../../../src/main/notifications/inbox.ts'
import { keepInbox, readRows } from '../../../src/main/notifications/inbox-journal.ts'
import type { InboxRow } from '../../../src/shared/inbox.ts'
import { tempDir } from '../../support/temp-dir.ts'

const time = (): string => '2026-11-24T03:12:00.000Z'

function row(n: number, change: Partial<InboxRow> = {}): InboxRow {
  return {
    id: `row-${n}`,
    key: `key ${n}`,
    at: `2026-11-24T03:12:00.${String(n % 1000).padStart(3, '0')}Z`,
    server: 'https://watch.example.com',
    kind: 'alert',
    level: 'critical',
    decision: 'notify',
    reason: 'critical',
    title: `Critical · Number${n}`,
    body: '',
    group: `group ${n}`,
    alerts: [{ fingerprint: '0123456789abcdef', life: `abc.${n}` }],
    count: 1,
    outcome: 'asked',
    outcome_at: time(),
    is_read: false,
    ...change,
  }
}

test('rows survive a restart as they last were; a torn last line costs only itself', async () => {
  const file = join(await tempDir(), 'inbox.jsonl')
  const { journal } = await openJournal(file)
  const inbox = createInbox([], time)
  const kept = keepInbox(inbox, journal, (error) => expect(error).toBeNull())
  for (let n = 0; n < 300; n++) inbox.put(row(n))
  inbox.change('row-7', { outcome: 'shown' })
  inbox.put({ ...row(3), at: '2026-11-24T04:00:00.000Z' })
  await kept.saved()
  await kept.close()
  await appendFile(file, '{"id":"row-torn"')
  const again = await openJournal(file)
  const { rows, unreadable } = readRows(again.lines)
  await again.journal.append(['not a row'])
  await again.journal.close()
  expect(rows).toEqual(inbox.rows())
  expect(rows.at(-1)?.id).toBe('row-3')
  expect(unreadable).toBe(0)
  const third = await openJournal(file)
  await third.journal.close()
  expect(readRows(third.lines)).toMatchObject({ rows: inbox.rows(), unreadable: 2 })
})

test('the file is written anew before it grows without end, and holds the same', async () => {
  const file = join(await tempDir(), 'inbox.jsonl')
  const { journal } = await openJournal(file)
  const inbox = createInbox([], time)
  const kept = keepInbox(inbox, journal, (error) => expect(error).toBeNull())
  for (let n = 0; n < 2 * MOST_ROWS + 2_000; n++) {
    inbox.put(row(n))
    if (n % 500 === 0) await kept.saved()
  }
  await kept.saved()
  await kept.close()
  const again = await openJournal(file)
  await again.journal.close()
  expect(inbox.rows()).toHaveLength(MOST_ROWS)
  expect(again.lines.length).toBeLessThan(2 * MOST_ROWS)
  expect(readRows(again.lines).rows).toEqual(inbox.rows())
})

test('pages go from the newest back, and continue below a row while new ones come', () => {
  const inbox = createInbox(
    Array.from({ length: 25 }, (_, n) => row(n)),
    time,
  )
  const first = inbox.page(null, 10)
  inbox.put(row(99))
  const second = inbox.page(first.before, 10)
  const third = inbox.page(second.before, 10)
  const ids = [first, second, third].flatMap(({ rows }) => rows.map(({ id }) => id))
  expect(ids).toEqual(Array.from({ length: 25 }, (_, n) => `row-${24 - n}`))
  expect(third.before).toBeNull()
})

test('S26: seen on the board is read; unread counts what was put in front of somebody', () => {
  const inbox = createInbox([row(1), row(2), row(3, { decision: 'hold', outcome: 'none' })], time)
  expect(inbox.unread()).toBe(2)
  inbox.markSeen([{ fingerprint: '0123456789abcdef', life: 'abc.2' }])
  expect(inbox.unread()).toBe(1)
  inbox.markRead('all')
  expect(inbox.unread()).toBe(0)
})
