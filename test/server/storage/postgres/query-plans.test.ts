import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { pastReads } from '../../../../server/src/storage/postgres/past-reads.ts'
import type { Place } from '../../../../server/src/storage/postgres/place.ts'
import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { openReads } from '../../../../server/src/storage/postgres/reads.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { alertEvent, changes, DAY, firings, printOf, silenceEvent } from '../conformance/samples.ts'
import { scanOf } from '../conformance/scans.ts'

const postgres = sharedPostgres()

/** Texts of all that is asked of the log and of lives. */
async function statements(place: Place): Promise<readonly string[]> {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  onTestFinished(() => query.mockRestore())
  const storage = await openPostgres(place)
  const reads = openReads(place, 1)
  // Here rather than on their thread, where nobody would hear of them.
  const past = pastReads(reads)
  await storage.openTerm({ epoch: 'e', first: 1 })
  const ended = { life: 1, owner: 'Ana', by: 'sender' } as const
  await storage.commit(
    changes({
      events: [
        ...firings(1, 30),
        alertEvent(31, DAY, 'alert_acknowledged', 'a1', ended),
        alertEvent(32, DAY, 'alert_resolved', 'a1', ended),
        silenceEvent(33, DAY, 'one'),
      ],
    }),
  )
  await storage.load(DAY, 10)
  await storage.shared.catchUp({ hold: false })
  await storage.events.readAfter(0, 10)
  await storage.events.ofAlert(printOf('a1'), 10)
  await storage.events.firstSince(DAY)
  await storage.events.purgeBefore(0, 10)
  const span = { from: DAY, to: DAY + 1e9 }
  const scope = { alertname: ['a1'] }
  const all = {
    ...scanOf({}),
    before: undefined,
    owner: undefined,
    fate: undefined,
    hour: undefined,
    most: 9,
  }
  for (const fingerprint of [undefined, printOf('a1')]) {
    await past.scanBefore(scanOf({ fingerprint }))
    await past.scanBefore(scanOf({ fingerprint, upwards: true }))
    await past.lives({ ...all, ...span, fingerprint })
  }
  for (const within of [undefined, scope]) {
    await past.activity({ ...span, slices: 3, scope: within })
    await past.statistics({ ...span, offset: 0, scope: within })
  }
  await past.resolved({ since: DAY, upTo: 40, scope })
  await past.boardAt({ time: DAY + 1e8, lingers: 1_000, most: { alerts: 10, bytes: 1e6 }, scope: undefined })
  const asked = query.mock.calls.flatMap(([query]: readonly unknown[]) => {
    const { name, text } = query as { readonly name?: string; readonly text?: string }
    return name === undefined || text === undefined ? [] : [text]
  })
  await reads.close()
  await storage.close()
  return [...new Set(asked)].filter((text) => /\b(events|lives)\b/.test(text))
}

test('S17: whatever is asked of the log is looked up by key; nothing scans its events, or its commits', async () => {
  const place = await postgres().newPlace()
  const texts = await statements(place)
  expect(texts.length).toBeGreaterThanOrEqual(19)
  const client = new pg.Client({
    host: place.host,
    port: place.port,
    user: place.user,
    database: place.database,
  })
  await client.connect()
  onTestFinished(() => client.end())
  // As a plan is once the tables are large, and whatever the values.
  await client.query(
    `SET search_path = ${place.schema}; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan`,
  )
  for (const [n, text] of texts.entries()) {
    const parameters = Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number)))
    const values = parameters === 0 ? '' : `(${Array(parameters).fill('NULL').join(', ')})`
    await client.query(`PREPARE asked${n} AS ${text}`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE asked${n}${values}`)
    const plan = rows.map((row) => row['QUERY PLAN'])
    expect(
      plan.filter((line) => /Seq Scan on (events|lives|commits)\b/.test(line)),
      `${text}\n${plan.join('\n')}`,
    ).toEqual([])
    // By its end or by a condition: an index that is only run through is a scan by another name.
    for (const [at, line] of plan.entries()) {
      if (!/Index (Only )?Scan (Backward )?using \w+ on (events|lives|commits)\b/.test(line)) continue
      const isBounded = /LIMIT/.test(text) && !/WHERE/.test(text)
      const isByKey = plan.slice(at + 1, at + 4).some((next) => next.includes('Index Cond'))
      const isEnd = plan.slice(0, at).some((before) => before.includes('Limit'))
      expect(isByKey || isBounded || isEnd, `${text}\n${plan.join('\n')}`).toBe(true)
    }
  }
})
