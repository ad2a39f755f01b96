import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test, vi } from 'vitest'
import { journalBatch } from '../../../server/src/storage/sqlite/journal-batch.ts'
import { openReader } from '../../../server/src/storage/sqlite/reader.ts'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { sampleEvent } from '../../support/stream/sample-events.ts'
import { tempDir } from '../../support/temp-dir.ts'

afterEach(() => vi.restoreAllMocks())

/** Statements that the database prepares while it answers these calls. */
async function statements(): Promise<{ readonly file: string; readonly texts: readonly string[] }> {
  const file = join(await tempDir(), 'watchfloor.db')
  const handlers = openWriter(file)
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  const events = Array.from({ length: 50 }, (_, n) => sampleEvent(n, 'e', n + 1))
  const batch = journalBatch({ events, alerts: [], forgottenAlerts: ['a'] })
  const put = {
    silences: [],
    sources: [],
    health: [],
    credentials: [],
    sessions: [],
    revocations: [],
    severities: [],
  } as const
  handlers.openTerm({ epoch: 'e', first: 1 })
  handlers.commit({
    batch,
    put,
    audit: [{ sequence: 1, text: '{}' }],
    auditTrim: undefined,
    forget: {
      silences: ['s'],
      sources: ['c'],
      health: ['c'],
      credentials: ['c'],
      sessions: ['s'],
      revocations: ['r'],
      severities: ['s'],
    },
  })
  handlers.carryOver({ upTo: undefined })
  handlers.load({ midnight: 0, recent: 10 })
  handlers.readAfter({ after: 10, limit: 10 })
  handlers.firstSince({ time: 5 })
  handlers.purgeBefore({ time: 5, limit: 10 })
  handlers.backfill({ limit: 10 })
  handlers.close(null)
  const reader = openReader(file)
  const scan = { first: 1, from: 0, to: 1_000, filter: {}, steps: 0, most: 10, wants: 'events' } as const
  for (const fingerprint of [undefined, 'a']) reader.scanBefore({ ...scan, fingerprint, before: 40 })
  reader.ofAlert({ fingerprint: 'a', limit: 10 })
  reader.timeline({ from: 0, to: 1_000, width: 100 })
  reader.statistics({ from: 0, to: 1_000, offset: 0 })
  const all = { before: undefined, from: 0, to: 9, filter: {}, steps: 0, most: 1 }
  const lives = { ...all, owner: undefined, fate: undefined, hour: undefined }
  for (const fingerprint of [undefined, 'a']) reader.lives({ ...lives, fingerprint })
  reader.boardAt({
    time: 2_000_000_000_000,
    lingers: 1_000,
    most: { alerts: 10, bytes: 10_000 },
  })
  const texts = [...new Set(prepare.mock.calls.map(([text]) => text))]
  reader.close(null)
  return { file, texts }
}

test('S17: whatever is asked of the log is looked up by key; nothing scans its events', async () => {
  const { file, texts } = await statements()
  const onEvents = texts.filter((text) => /\b(events|lives)\b/.test(text) && !text.startsWith('INSERT'))
  expect(onEvents.length).toBeGreaterThanOrEqual(19)
  const db = new DatabaseSync(file)
  for (const text of onEvents) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as unknown as { readonly detail: string }[]
    const details = plan.map(({ detail }) => detail)
    // The newest events are read from the end of the table; their number is bounded.
    const isBounded = /ORDER BY sequence DESC LIMIT/.test(text)
    const scans = details.filter(
      (detail) => /^SCAN (events|lives)(?! USING COVERING)/.test(detail) && !isBounded,
    )
    expect(scans, `${text}\n${details.join('\n')}`).toEqual([])
    expect(details.some((detail) => /^(SEARCH|SCAN) (events|lives)/.test(detail))).toBe(true)
  }
  db.close()
})
