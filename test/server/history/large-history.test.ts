import { join } from 'node:path'
import { formatCursor } from '@watchfloor/contract'
import { startServer } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { runs } from '../../support/chance.ts'
import { sampleEvent } from '../../support/stream/sample-events.ts'
import { askPage, TRANSPORTS } from '../../support/stream/stream-clients.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** Fewer every day, and never so few that one read has them. */
const EVENTS = Math.min(100_000, runs(100_000))
const WINDOW = 1_000
const EPOCH = 'before'

/** A log of many events, most of them far behind what memory holds. */
async function grownLog(data_dir: string): Promise<void> {
  const storage = await openSqlite(join(data_dir, 'watchfloor.db'))
  await storage.openTerm({ epoch: EPOCH, first: 1 })
  const nothing = {
    alerts: [],
    forgottenAlerts: [],
    silences: [],
    forgottenSilences: [],
    forgottenSources: [],
    forgottenHealth: [],
    credentials: [],
    sessions: [],
    forgottenCredentials: [],
    revocations: [],
    forgottenRevocations: [],
    severities: [],
    forgottenSeverities: [],
    audit: [],
    auditTrim: undefined,
    forgottenSessions: [],
    sources: [],
    health: [],
  }
  for (let from = 0; from < EVENTS; from += 5_000) {
    const events = Array.from({ length: 5_000 }, (_, n) => sampleEvent(from + n, EPOCH, from + n + 1))
    await storage.commit({ ...nothing, events })
  }
  await storage.close()
}

test('P3, P4: a hundred thousand events behind a window of 1,000: every cursor of them goes on, none is lost, none is a false reset', async () => {
  const data_dir = await tempDir()
  await grownLog(data_dir)
  const server = await startServer({
    config: {
      listen: '127.0.0.1:0',
      data_dir,
      retention: { window_events: WINDOW },
      limits: { stream_attempts_per_minute: 1_000 },
    },
  })
  onTestFinished(server.close)
  const head = (): number => server.core.log.head().sequence

  // From the very beginning, all of it, on each transport.
  for (const transport of TRANSPORTS) {
    const client = transport.open(server.url, { cursor: formatCursor({ epoch: EPOCH, sequence: 0 }) })
    let checked = 0
    await client.until(({ heard }) => {
      for (; checked < heard.length; checked++) {
        const one = heard[checked]
        if (one?.kind === 'control' && one.control.control === 'reset') return true
      }
      return client.heard.findLast((one) => one.kind === 'event')?.event.sequence === head()
    })
    expect(client.controls.filter(({ control }) => control === 'reset')).toEqual([])
    const { sequences } = client
    expect(sequences.length).toBe(head())
    expect(sequences.every((sequence, index) => sequence === index + 1)).toBe(true)
    client.stop()
  }

  // And from places on both sides of the window's edge.
  const places = [1, 499, 500, 65_537, EVENTS - WINDOW - 1, EVENTS - WINDOW, EVENTS - 1]
  for (const sequence of places.filter((place) => place < EVENTS)) {
    const page = await askPage(server.url, { cursor: formatCursor({ epoch: EPOCH, sequence }) }, { limit: 5 })
    expect(page.reset).toBeUndefined()
    expect(page.events.map((event) => 'sequence' in event && event.sequence)[0]).toBe(sequence + 1)
  }
  const future = await askPage(server.url, { cursor: formatCursor({ epoch: EPOCH, sequence: EVENTS + 1 }) })
  expect(future.reset).toMatchObject({ reason: 'future' })
}, 120_000)
